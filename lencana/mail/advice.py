"""What operators are told of an e-mail that was not sent: one sentence for each problem."""

from lencana.mail.smtp import NotSent
from visits.vocabulary.mail import MailProblem

SENTENCES = {
    MailProblem.NO_SUCH_RECIPIENT: "the recipient's address does not exist",
    MailProblem.RECIPIENT_NOT_NOW: (
        "the recipient's mailbox takes none now: it may be full, or ask for patience"
    ),
    MailProblem.HOST_UNKNOWN: (
        "the mail server's name cannot be resolved: look at the host in LENCANA_SMTP_URL "
        "and at this machine's DNS"
    ),
    MailProblem.UNREACHABLE: (
        "the mail server cannot be reached: look at host and port in LENCANA_SMTP_URL, "
        "and at firewalls between"
    ),
    MailProblem.CONNECTION_LOST: (
        "the mail server broke the conversation off, so that the e-mail may have gone out"
    ),
    MailProblem.TLS: (
        "no safe connection to the mail server: its certificate must be valid and its "
        "TLS must fit smtps:// or, with STARTTLS, smtp://"
    ),
    MailProblem.LOGIN: (
        "the mail server refuses our login: look at user and password in LENCANA_SMTP_URL"
    ),
    MailProblem.SENDER: (
        "the mail server refuses our sender: LENCANA_MAIL_FROM must be an address that "
        "this login may use"
    ),
    MailProblem.REFUSED: (
        "the mail server refuses our e-mail: it may not relay for this machine, or its "
        "rules forbid it"
    ),
    MailProblem.BUSY: "the mail server asks to come later",
}


def sentence(problem: MailProblem, *codes: str) -> str:
    """Return what is wrong, with the server's own `codes` in brackets if there are any."""
    reply_codes = ", ".join(code for code in codes if code)
    return (
        f"{SENTENCES[problem]} ({reply_codes})" if reply_codes else SENTENCES[problem]
    )


def of_refusal(refusal: NotSent) -> str:
    """Return what is wrong with an e-mail that was not sent."""
    return sentence(refusal.problem, str(refusal.reply or ""), refusal.detail)
