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
certificate-heading = Certificate of attendance
certificate-holder = Name
certificate-seminar = Seminar
certificate-day = Date
certificate-hours = Duration (hours:minutes)
certificate-place = Venue
certificate-organiser = Organised by
certificate-for = On behalf of
certificate-issued = Issued on
certificate-verify = Anyone can verify this certificate at this address:
certificate-genuine = This certificate was issued here and stands.
