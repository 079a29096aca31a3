"""`liren keys`: which keys there are, a new one, the one in use, and the end of an old one."""

from collections import Counter
from datetime import timedelta

import structlog

from liren.kernel.base.clock import local, now
from liren.kernel.base.keyring import CIPHERS, HASH, SEAL, WEB, Key, Ring
from liren.kernel.base.seal import source
from liren.kernel.sealed.holdings import in_use
from liren.kernel.sealed.renewing import Progress, renew
from liren.site.terminal import Stop, _, table, tell

log = structlog.get_logger("liren.keys")
REST = timedelta(minutes=10)  # a page that began before the turn has long come to its end


def show() -> int:
    """Every key with its age and the number of values under it."""
    ring, held = source().ring(), {use: in_use(use) for use in (SEAL, HASH)}
    head, rows = [_("密钥"), _("用途"), _("算法"), _("启用"), _("状态"), _("数据")], []
    for key in ring.keys:
        if key.use != WEB:
            count = sum(keys[key.id] for keys in held[key.use].values())
            since = f"{local(key.since):%Y-%m-%d %H:%M}" if key.since else "—"
            says = [key.id, _uses()[key.use], key.cipher, since, _state(ring, key), str(count)]
            rows.append(says)
    tell(table(head, rows))
    tell(where())
    return 0


def where() -> str:
    """Where the keys lie, and that they have to be kept apart."""
    place = source()
    if place.given:
        return _("密钥由环境变量 LIREN_KEY 给出。请另存一份，不要和数据备份放在一起。")
    says = _("密钥在 {file}。备份里没有它：请另存一份，放在别处，丢了密钥数据就打不开。")
    return says.format(file=place.file)


def new(use: str, cipher: str) -> int:
    """A key that waits: every process can read it before anything is sealed under it."""
    _in_a_file()
    chosen = cipher or source().ring().current(use).cipher
    if chosen not in CIPHERS[use]:
        says = _("这个用途可选的算法：{ciphers}。")
        raise Stop(says.format(ciphers=_("、").join(CIPHERS[use])))
    made: list[Key] = []

    def add(ring: Ring) -> Ring:
        changed, key = ring.adding(use, chosen)
        made.append(key)
        return changed

    source().change(add)
    log.info("keys.new", key=made[0].id, cipher=chosen)
    says = _("已生成密钥 {id}，还没有启用。请先另存密钥文件，再运行 liren keys rotate。")
    tell(says.format(id=made[0].id))
    tell(where())
    return 0


def rotate(use: str, name: str) -> int:
    """Seal new values under another key from now on; the worker brings the old ones over."""
    _in_a_file()

    def turn(ring: Ring) -> Ring:
        key = _named(ring, use, name) if name else max(ring.of(use), key=_number)
        if key == ring.current(use):
            raise Stop(_("没有可换的密钥。请先运行 liren keys new 生成一个。"))
        return ring.turning_to(key, now())

    ring = source().change(turn)
    log.info("keys.rotated", key=ring.current(use).id)
    says = _("已启用 {id}：新数据马上用它，后台作业正在换旧数据。用 liren keys list 看进度。")
    tell(says.format(id=ring.current(use).id))
    return 0


def bring_over() -> int:
    """Bring old values over now, here, instead of by the worker."""
    seen: Counter[str] = Counter()

    def told(place: str, done: Progress) -> None:
        if done.renewed // 10000 > seen[place]:
            seen[place] = done.renewed // 10000
            tell(_("{place}：已换 {n} 条").format(place=place, n=done.renewed))

    done = renew(told)
    says = _("换了 {n} 条；{moved} 条正被别人修改，已由修改的人换过；{broken} 条打不开。")
    tell(says.format(n=done.renewed, moved=done.moved, broken=done.broken))
    return int(bool(done.broken))


def retire(use: str, name: str, *, rest: timedelta = REST) -> int:
    """Forget a key under which nothing lies any more."""
    _in_a_file()
    _check_unused(use, name, rest)
    source().change(lambda ring: ring.without(_named(ring, use, name)))
    log.info("keys.retired", key=name)
    says = _("已停用并删除 {id}。旧备份若还要能恢复，请保留含有它的密钥副本。")
    tell(says.format(id=name))
    return 0


def _check_unused(use: str, name: str, rest: timedelta) -> None:
    ring = source().ring(anew=True)
    key, current = _named(ring, use, name), ring.current(use)
    if key == current:
        raise Stop(_("{id} 正在使用，不能停用。请先换用另一个密钥。").format(id=name))
    _check_rest(current, rest)
    held = {place: keys[name] for place, keys in in_use(use).items() if keys[name]}
    if held:
        says = _("还有 {n} 条数据在用 {id}：{places}。请等后台作业换完，或运行 liren keys renew。")
        places = _("、").join(f"{place} {count}" for place, count in held.items())
        raise Stop(says.format(n=sum(held.values()), id=name, places=places))


def _check_rest(current: Key, rest: timedelta) -> None:
    if current.since is not None and now() - current.since < rest:
        says = _("刚刚换过密钥，可能还有页面没有写完。请 {n} 分钟后再停用旧的。")
        raise Stop(says.format(n=int(rest.total_seconds() // 60)))


def _named(ring: Ring, use: str, name: str) -> Key:
    try:
        return ring.find(use, name)
    except KeyError:
        known = _("、").join(key.id for key in ring.of(use))
        says = _("没有名为 {id} 的密钥。现有：{known}。")
        raise Stop(says.format(id=name, known=known)) from None


def _in_a_file() -> None:
    if source().given:
        raise Stop(
            _(
                "密钥由环境变量 LIREN_KEY 给出，程序不能改它。"
                "请按 docs/how-to/keys.md 在变量里加上新密钥，再重新启动。"
            )
        )


def _state(ring: Ring, key: Key) -> str:
    if key == ring.current(key.use):
        return _("在用")
    return _("备用") if _number(key) > _number(ring.current(key.use)) else _("只读")


def _number(key: Key) -> int:
    return int(key.id[1:])


def _uses() -> dict[str, str]:
    return {SEAL: _("加密"), HASH: _("查找")}
