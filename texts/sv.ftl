reset-subject = Nytt lösenord till Erfa
reset-text =
    Någon, förmodligen du, har bett om ett nytt lösenord till ditt konto i Erfa.

    Välj det här inom { $minutes } minuter:
    { $link }

    Om det inte var du behöver du inte göra något: ditt lösenord är oförändrat.
email-subject = Bekräfta din e-postadress
email-text =
    Den här adressen har angetts för ett konto i Erfa. Bekräfta inom { $hours } timmar att den är din:
    { $link }

    Om du inte känner till det behöver du inte göra något.
email-changed-subject = Din e-postadress i Erfa har ändrats
email-changed-text =
    Kontot i Erfa som använde den här adressen loggar nu in med { $email }.

    Om det inte var du som ändrade den, säg genast till dem som driver Erfa.
certificate-heading = Deltagarintyg
certificate-holder = Namn
certificate-seminar = Seminarium
certificate-day = Datum
certificate-hours = Längd (timmar:minuter)
certificate-place = Plats
certificate-organiser = Arrangör
certificate-for = För
certificate-issued = Utfärdat
certificate-verify = Vem som helst kan kontrollera intyget på den här adressen:
certificate-genuine = Intyget är utfärdat här och gäller.
