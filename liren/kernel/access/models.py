"""Areas, bodies, people, grants, tokens, and rows that know who may do what to them."""

from datetime import date
from time import time_ns
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AbstractUser, UserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from liren.kernel.access.guarded import Guarded, GuardedQuerySet
from liren.kernel.access.roles import KEEPING
from liren.kernel.access.ways import (
    Around,
    Everywhere,
    Held,
    Named,
    Reaching,
    Serves,
    Way,
    Within,
    subtree,
)
from liren.kernel.base.choices import TextChoices, _
from liren.kernel.base.clock import today
from liren.kernel.base.masking import mask_email, mask_phone
from liren.kernel.base.pinyin import keys
from liren.kernel.sealed.fields import HashField, SealedField, Sealing, found
from liren.kernel.sealed.freetext import MaskedCharField


class Level(TextChoices):
    """The levels of the territory, from the outside inwards."""

    PROVINCE = "province", _("省")
    CITY = "city", _("市")
    DISTRICT = "district", _("区县")
    SUBDISTRICT = "subdistrict", _("街道")
    COMMUNITY = "community", _("社区")
    GRID = "grid", _("网格")
    MICRO_GRID = "micro_grid", _("微网格")


class AreaQuerySet(GuardedQuerySet["Area"]):
    """Areas, with the question that is asked of a tree."""

    def below(self, area: "Area") -> Self:
        """The area itself and all that lies in it."""
        return self.filter(subtree("path", area.path))

    def valid(self) -> Self:
        """Areas that were not dissolved."""
        return self.filter(valid_to=None)

    def valid_on(self, day: date) -> Self:
        """Areas that were in force on a day; one without a beginning was always there."""
        begun = Q(valid_from=None) | Q(valid_from__lte=day)
        return self.filter(begun, Q(valid_to=None) | Q(valid_to__gte=day))


class Area(models.Model):
    """辖区: a node of the territory; its path begins with its parent's path."""

    # who acts for a department reports what it finds in its territory
    ways: ClassVar[tuple[Way, ...]] = (Within("path"), Serves())

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    level = models.CharField(max_length=12, choices=Level)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    path = models.CharField(max_length=200, unique=True, db_collation="C")
    lng = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    # by its sound: to sort by, and as people type it (nm finds 南门)
    pinyin = models.CharField(max_length=300, blank=True, editable=False, db_collation="C")
    initials = models.CharField(max_length=80, blank=True, editable=False, db_collation="C")

    objects = AreaQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["initials"], name="area_initials"),
            models.Index(fields=["pinyin"], name="area_pinyin"),
            models.Index(fields=["parent", "valid_to"], name="area_children"),
        ]
        constraints = [
            models.CheckConstraint(name="area_path_ends", condition=Q(path__endswith="."))
        ]

    def __str__(self) -> str:
        if self.name_en and (get_language() or "").startswith("en"):
            return self.name_en
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the sound of the name beside it."""
        self.pinyin, self.initials = keys(self.name)
        if "name" in (kwargs.get("update_fields") or ()):
            kwargs["update_fields"] = {*kwargs["update_fields"], "pinyin", "initials"}
        super().save(*args, **kwargs)

    @property
    def area_path(self) -> str:
        """Where the row lies, in the word that all guarded rows use."""
        return self.path


class Shape(models.Model):
    """边界: the border of an area as GeoJSON; long, and read only where a map is drawn."""

    area = models.OneToOneField(Area, on_delete=models.CASCADE, primary_key=True)
    geometry = models.JSONField()
    # grows with every drawing, also where a test stops the clock
    version = models.BigIntegerField(default=time_ns, editable=False, db_index=True)

    def __str__(self) -> str:
        return str(self.area)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Mark the border as drawn anew, so that what was built from it is built again."""
        self.version = time_ns()
        if kwargs.get("update_fields"):
            kwargs["update_fields"] = {*kwargs["update_fields"], "version"}
        super().save(*args, **kwargs)


class BodyQuerySet(GuardedQuerySet["Body"]):
    """Bodies, with the question whether they still stand."""

    def standing(self, day: date | None = None) -> Self:
        """Bodies founded by a day and not dissolved before it; without a day, today."""
        day = day or today()
        founded = Q(valid_from=None) | Q(valid_from__lte=day)
        return self.filter(founded, Q(valid_to=None) | Q(valid_to__gt=day))


class Body(Guarded):
    """机构: one that acts: a department, a subdistrict office, a committee, a company."""

    # who works in a place sees those above it; who acts for a body does what its role allows
    ways: ClassVar[tuple[Way, ...]] = (Within(), Around(frozenset({"bodies.view"})), Held("pk"))

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=30)
    functions = models.JSONField(default=list)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    phone = models.CharField(max_length=30, blank=True)  # the office's line, shown to all
    office_hours = models.JSONField(null=True, blank=True)
    address = models.CharField(max_length=120, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)  # the first day on which it is gone
    founding = models.CharField(max_length=200, blank=True)  # the document that set it up
    closing = models.CharField(max_length=200, blank=True)
    pinyin = models.CharField(max_length=500, blank=True, editable=False, db_collation="C")
    initials = models.CharField(max_length=80, blank=True, editable=False, db_collation="C")

    objects: ClassVar[Any] = BodyQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["area_path"], name="body_area"),
            models.Index(fields=["kind", "area_path"], name="body_kind"),
            models.Index(fields=["initials"], name="body_initials"),
        ]
        constraints = [
            models.CheckConstraint(
                name="body_lasts",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        if self.name_en and (get_language() or "").startswith("en"):
            return self.name_en
        return self.name

    def sounded(self) -> Self:
        """The same body with the sound of its name beside it, for writing many at once."""
        self.pinyin, self.initials = keys(self.name)
        return self

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the sound of the name beside it."""
        self.sounded()
        if "name" in (kwargs.get("update_fields") or ()):
            kwargs["update_fields"] = {*kwargs["update_fields"], "pinyin", "initials"}
        super().save(*args, **kwargs)

    def stands(self, day: date | None = None) -> bool:
        """Whether it is there on a day."""
        day = day or today()
        founded = self.valid_from is None or self.valid_from <= day
        return founded and (self.valid_to is None or self.valid_to > day)


class UserQuerySet(GuardedQuerySet["User"]):
    """People, found by a phone number without reading one."""

    def with_phone(self, phone: str) -> Self:
        """The person to whom this number belongs."""
        return self.filter(found(User, "phone", phone))


class PeopleManager(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Django's manager of users that also knows who may see whom."""


class User(AbstractUser, Sealing):
    """用户: a person who logs in, or the system itself."""

    # what is done to other people's accounts; all other verbs stay one's own
    ways: ClassVar[tuple[Way, ...]] = (Named("self", "pk"), Everywhere(only=KEEPING))

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = MaskedCharField(_("姓名"), max_length=60)
    phone = SealedField("phone", mask=mask_phone, bound_to="username")
    phone_hash = HashField(of="phone", unique=True)
    email = SealedField("email", mask=mask_email, bound_to="username")  # type: ignore[assignment]
    must_change = models.BooleanField(default=False)  # somebody else knows the password
    password_at = models.DateTimeField(null=True, blank=True)  # when it was chosen
    second_factor = models.BooleanField(default=False)  # log-in asks for a code, too
    dormant_at = models.DateTimeField(null=True, blank=True)  # closed because nobody came in
    awake_from = models.DateTimeField(null=True, blank=True)  # opened again after that
    is_system = models.BooleanField(default=False)
    example = models.BooleanField(default=False)
    large = models.BooleanField(default=False)
    language = models.CharField(max_length=10, blank=True)

    REQUIRED_FIELDS = ["name"]
    objects: ClassVar[PeopleManager] = PeopleManager()

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def area_path(self) -> str:
        """People stand outside the territory."""
        return ""

    @property
    def may_log_in(self) -> bool:
        """Whether any door opens: the account is active, and no example outside the example."""
        return self.is_active and (settings.LIREN_EXAMPLE or not self.example)

    def clean(self) -> None:
        """Check the log-in name; Django would also put a sealed address into another form."""
        AbstractBaseUser.clean(self)


class GrantQuerySet(GuardedQuerySet["Grant"]):
    """Grants, with the question whether they hold."""

    def kept(self) -> Self:
        """Those that nobody took back; some may begin later or be over."""
        return self.filter(taken_at=None)

    def holding(self, day: date | None = None) -> Self:
        """Those that hold on a day; the same question as the statement in `who`."""
        day = day or today()
        begun = Q(since__isnull=True) | Q(since__lte=day)
        return self.kept().filter(begun, Q(until__isnull=True) | Q(until__gte=day))


class Grant(models.Model):
    """授权: a person holds a role in an area and all below it, for a body, or both.

    It holds from `since` to the end of `until` unless it was taken back; a row is never removed.
    What follows from another row, such as an appointment, names it and goes with it. Who stands
    in for somebody else acts with his grant, and the record names both.
    """

    ways: ClassVar[tuple[Way, ...]] = (Reaching(),)

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=40)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    basis = MaskedCharField(max_length=200, blank=True)
    follows = models.CharField(max_length=80, blank=True)
    stands_for = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_why = MaskedCharField(max_length=200, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "area", "body", "follows"],
                condition=Q(taken_at__isnull=True),
                name="one_grant",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="grant_reaches", condition=Q(area__isnull=False) | Q(body__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["until"], condition=Q(taken_at__isnull=True), name="grant_ends"),
            models.Index(fields=["follows"], condition=~Q(follows=""), name="grant_follows"),
        ]

    def __str__(self) -> str:
        return f"{self.role} · {self.area or self.body}"

    def holds(self, day: date | None = None) -> bool:
        """Whether it holds on a day."""
        day = day or today()
        begun = self.since is None or self.since <= day
        return self.taken_at is None and begun and (self.until is None or self.until >= day)

    @property
    def area_path(self) -> str:
        """Where the grant reaches, or where the body lies for which it is held."""
        if self.area:
            return self.area.path
        return str(self.body.area_path) if self.body else ""


class Token(models.Model):
    """接口令牌: a program's key with verbs and an area; only its fingerprint is kept."""

    ways: ClassVar[tuple[Way, ...]] = (Named("self", "user_id"),)

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True)
    made_at = models.DateTimeField()
    until = models.DateField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = GuardedQuerySet["Token"].as_manager()

    def __str__(self) -> str:
        return self.name


class Look(models.Model):
    """查看记录: somebody had a masked fact of a person shown, and why. Written once."""

    append_only = True
    ways: ClassVar[tuple[Way, ...]] = (Named("self", "whose_id"),)
    area_path: ClassVar[str] = ""

    whose = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    field = models.CharField(max_length=60)
    reason = MaskedCharField(max_length=200)

    objects = GuardedQuerySet["Look"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["whose", "at", "id"], name="look_whose"),
            models.Index(fields=["by", "at"], name="look_by"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type}.{self.field} {self.at:%F %T}"


class Once(models.Model):
    """An action done under an idempotency key, so that its repeat gives the same answer."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    verb = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="once")]

    def __str__(self) -> str:
        return f"{self.verb} {self.key}"
