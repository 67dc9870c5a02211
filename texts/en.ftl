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
moved-waits-subject = Changed: { $title }
moved-waits-text =
    { $title } is at another time or place. You have no seat yet; your registration stands.

    When: { $when }
    Where: { $place }
    { $link }
postponed-waits-subject = Postponed: { $title }
postponed-waits-text =
    { $title } is postponed; the new time is not known yet. You have no seat yet; your registration stands.
    { $link }
offer-lapsed-subject = The offer of a seat has ended: { $title }
offer-lapsed-text =
    You did not answer in time, so the seat at { $title } goes to the next. You now wait as number { $position } in the line; a seat can be offered to you once more.
    { $link }
offer-over-subject = No longer registered: { $title }
offer-over-text =
    You did not answer an offered seat in time for the second time, so you no longer wait for one at { $title }. Register again if you would like to come:
    { $link }
let-in-subject = You may come, once a seat is free: { $title }
let-in-text =
    Your registration for { $title } is approved. No seat is free at the moment: you wait as number { $position } in the line.
    { $link }
declined-subject = No seat for you: { $title }
declined-text =
    The organisers of { $title } have not approved your registration.
    { $link }
hidden-subject = Taken out of your calendar
hidden-text =
    A seminar in your calendar is for people among whom you no longer are. It is taken out of your calendar, and your seat goes to the next.
left-out-subject = No longer registered
left-out-text =
    A seminar that you registered for is for people among whom you no longer are. Your registration has ended.
because-more = Why: { $because }
online-more = Your seat is online. The address at which you take part comes by mail 24 hours before the start, and is on the page from then on.
questions-more = Please answer on the page before you come: { $questions }
join-more = Take part online: { $join }
waits-more = You wait for a seat on these days: { $waits }
until-more = Answer by { $until }.
asked-subject = Which date suits? { $title }
asked-text =
    { $host } asks your organisation which dates suit for { $title }. Answer here:
    { $link }
poll-subject = Which date suits? { $title }
poll-text =
    Your organisation has not answered yet which dates suit for { $title }. Answer here:
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
corrected-subject = Correction: summary of { $title }
corrected-text =
    The summary of { $title } has been written anew. This one takes the place of the one you got before:
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
