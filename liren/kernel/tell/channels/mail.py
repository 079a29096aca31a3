"""Letters by e-mail."""

import smtplib

from django.core.mail import EmailMessage

from liren.kernel.tell.channels.letter import Letter, Undelivered

LONGEST_SUBJECT = 60


def send(letter: Letter) -> None:
    """Send one letter; its Message-ID is the same at every try."""
    domain = letter.to.rpartition("@")[2]
    first = letter.text.splitlines()[0]
    mail = EmailMessage(
        subject=first[:LONGEST_SUBJECT],
        body=letter.whole,
        to=[letter.to],
        headers={"Message-ID": f"<{letter.uid}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
    try:
        mail.send()
    except (OSError, smtplib.SMTPException) as fault:
        raise Undelivered(type(fault).__name__) from fault
