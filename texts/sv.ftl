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
invitation-subject = { $organisation } bjuder in dig till Erfa
invitation-text =
    { $organisation } vill ha med dig i Erfa, där kommuner och deras partner möts i nätverk.

    Tacka ja här inom { $days } dagar:
    { $link }

    Om du inte känner till det behöver du inte göra något: då händer ingenting.
identity-subject = Koppla en inloggning till ditt konto i Erfa
identity-text =
    Någon, förmodligen du, har loggat in hos { $issuer } med den här adressen och vill använda Erfa. Ditt konto här är ännu inte kopplat till det.

    Koppla det inom { $hours } timmar:
    { $link }

    Om det inte var du behöver du inte göra något: då kopplas ingenting.
