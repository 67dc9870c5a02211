reset-subject = A new password for Erfa
reset-text =
    Somebody, probably you, asked for a new password for your account in Erfa.

    Choose it here, within { $minutes } minutes:
    { $link }

    If it was not you, do nothing: your password stays as it is.
email-subject = Confirm your email address
email-text =
    This address was given for an account in Erfa. Confirm that it is yours, within { $hours } hours:
    { $link }

    If you know nothing of it, do nothing.
email-changed-subject = Your email address in Erfa has changed
email-changed-text =
    The account in Erfa that used this address now signs in with { $email }.

    If it was not you who changed it, tell those who run Erfa at once.
invitation-subject = { $organisation } invites you to Erfa
invitation-text =
    { $organisation } asks you to join it in Erfa, where municipalities and their partners meet in networks.

    Accept here, within { $days } days:
    { $link }

    If you know nothing of it, do nothing: nothing happens.
identity-subject = Link a sign-in to your account in Erfa
identity-text =
    Somebody, probably you, has signed in at { $issuer } with this address and wants to use Erfa. Your account here is not linked to that yet.

    Link it, within { $hours } hours:
    { $link }

    If it was not you, do nothing: nothing is linked.
