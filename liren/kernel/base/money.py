"""Money is whole fen; people read and type yuan."""

from decimal import Decimal

from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused

FEN = 100
MOST_FEN = 10**15


def yuan(fen: int) -> str:
    """An amount as people read it: 1,234.50, and 1,234 where there are no cents."""
    sign, whole, rest = "-" if fen < 0 else "", *divmod(abs(fen), FEN)
    return f"{sign}{whole:,}.{rest:02d}" if rest else f"{sign}{whole:,}"


def full_yuan(fen: int) -> str:
    """An amount as it stands in columns: always two places."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // FEN:,}.{abs(fen) % FEN:02d}"


def fen_of(text: str | Decimal) -> int:
    """What was typed in yuan, as fen; refused when it is no amount or finer than a fen."""
    typed = str(text).replace(",", "").replace("，", "").replace("￥", "").replace("¥", "").strip()
    try:
        fen = Decimal(typed) * FEN
        if fen == fen.to_integral_value() and abs(fen) <= MOST_FEN:
            return int(fen)
    except (ArithmeticError, ValueError):  # also what has more digits than a number may have
        pass
    sentence = _("「%(typed)s」不是金额。请写成元，最多两位小数，例如 1234.50。")
    raise Refused("base.not-money", sentence % {"typed": typed[:30]})


def shares(fen: int, weights: list[int]) -> list[int]:
    """An amount divided by weights; the last fen go to the largest remainders."""
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError(f"{weights} divides nothing")
    parts = [fen * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda n: (-(fen * weights[n] % whole), n))
    for n in order[: fen - sum(parts)]:
        parts[n] += 1
    return parts


# ── in characters that cannot be altered ────────────────────────────────────────────────────

DIGITS, PLACES, GROUPS = "零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟"), ("", "万", "亿", "万亿")


def capital_yuan(fen: int) -> str:
    """An amount in capital characters, as on vouchers: 壹仟零伍元伍角整."""
    whole, (jiao, odd) = abs(fen) // FEN, divmod(abs(fen) % FEN, 10)
    said = f"{_capital(whole)}元" if whole else ""
    if jiao:
        said += f"{DIGITS[jiao]}角"
    elif odd and whole:
        said += DIGITS[0]
    said += f"{DIGITS[odd]}分" if odd else "整"
    said = said if said != "整" else "零元整"
    return f"负{said}" if fen < 0 else said


def _capital(whole: int) -> str:
    """A number group by group; a gap of any width is one zero."""
    said, was_gap = "", False
    for at in reversed(range(len(GROUPS))):
        group = whole // 10000**at % 10000
        if not group:
            was_gap = bool(said)
            continue
        gap = bool(said) and (was_gap or group < 1000)
        said += (DIGITS[0] if gap else "") + _group(group) + GROUPS[at]
        was_gap = False
    return said


def _group(group: int) -> str:
    said = ""
    for at in reversed(range(4)):
        digit = group // 10**at % 10
        if digit:
            said += DIGITS[digit] + PLACES[at]
        elif said and not said.endswith(DIGITS[0]):
            said += DIGITS[0]
    return said.rstrip(DIGITS[0])
