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
seat-subject = You have a seat: { $title }
seat-text =
    You have a seat at { $title }.

    When: { $when }
    Where: { $place }
    { $link }
moved-subject = Changed: { $title }
moved-text =
    { $title } has another time or place than before. Your seat stays yours.

    When: { $when }
    Where: { $place }
    { $link }
given-up-subject = No longer registered: { $title }
given-up-text =
    You no longer have a seat at { $title }. Register again if that was not meant:
    { $link }
postponed-subject = Postponed: { $title }
postponed-text =
    { $title } is postponed; the new time is not known yet. Your seat stays yours.

    Why: { $reason }
    { $link }
called-off-subject = Cancelled: { $title }
called-off-text =
    { $title } will not take place.

    Why: { $reason }
    { $link }
offer-subject = A seat is offered to you: { $title }
offer-text =
    A seat has become free at { $title }. It is yours if you accept it by { $until }:
    { $link }

    When: { $when }
    Where: { $place }
reminder-subject = Reminder: { $title }
reminder-text =
    { $title } is coming up.

    When: { $when }
    Where: { $place }
    If you cannot come, give your seat to others:
    { $link }
join-more = Take part online: { $join }
waits-more = You wait for a seat on these days: { $waits }
poll-subject = Which date suits? { $title }
poll-text =
    Your organisation has not answered yet which dates suit for { $title }. Answer by { $until }:
    { $link }
chosen-subject = The date is set: { $title }
chosen-text =
    A date was chosen in the poll in which you voted.

    What: { $title }
    When: { $when }
    Where: { $place }
    { $link }
summary-subject = Summary: { $title }
summary-text =
    The summary of { $title } is there, with what was decided and what is to be done:
    { $link }
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
