reset-subject = Uusi salasana Erfaan
reset-text =
    Joku, luultavasti sinä, on pyytänyt uutta salasanaa Erfa-tilillesi.

    Valitse se täällä { $minutes } minuutin kuluessa:
    { $link }

    Jos et pyytänyt sitä, sinun ei tarvitse tehdä mitään: salasanasi ei muutu.
email-subject = Vahvista sähköpostiosoitteesi
email-text =
    Tämä osoite on annettu Erfa-tilille. Vahvista { $hours } tunnin kuluessa, että se on sinun:
    { $link }

    Jos et tiedä asiasta, sinun ei tarvitse tehdä mitään.
email-changed-subject = Sähköpostiosoitteesi Erfassa on muuttunut
email-changed-text =
    Erfa-tili, joka käytti tätä osoitetta, kirjautuu nyt osoitteella { $email }.

    Jos et itse muuttanut sitä, kerro asiasta heti Erfan ylläpitäjille.
invitation-subject = { $organisation } kutsuu sinut Erfaan
invitation-text =
    { $organisation } kutsuu sinut mukaan Erfaan, jossa kunnat ja niiden kumppanit kohtaavat verkostoissa.

    Hyväksy kutsu täällä { $days } päivän kuluessa:
    { $link }

    Jos et tiedä asiasta, sinun ei tarvitse tehdä mitään: silloin mitään ei tapahdu.
identity-subject = Yhdistä kirjautuminen Erfa-tiliisi
identity-text =
    Joku, luultavasti sinä, on kirjautunut palvelussa { $issuer } tällä osoitteella ja haluaa käyttää Erfaa. Tiliäsi ei ole vielä yhdistetty siihen.

    Yhdistä se { $hours } tunnin kuluessa:
    { $link }

    Jos se et ollut sinä, sinun ei tarvitse tehdä mitään: mitään ei yhdistetä.
seat-subject = Sinulla on paikka: { $title }
seat-text =
    Sinulla on paikka tilaisuudessa { $title }.

    Milloin: { $when }
    Missä: { $place }
    { $link }
moved-subject = Muutos: { $title }
moved-text =
    Tilaisuuden { $title } aika tai paikka on muuttunut. Paikkasi säilyy.

    Milloin: { $when }
    Missä: { $place }
    { $link }
given-up-subject = Ei enää ilmoittautunut: { $title }
given-up-text =
    Sinulla ei ole enää paikkaa tilaisuudessa { $title }. Ilmoittaudu uudelleen, jos tämä ei ollut tarkoitus:
    { $link }
postponed-subject = Siirretty: { $title }
postponed-text =
    Tilaisuus { $title } on siirretty; uutta aikaa ei vielä tiedetä. Paikkasi säilyy.

    Miksi: { $reason }
    { $link }
called-off-subject = Peruttu: { $title }
called-off-text =
    Tilaisuutta { $title } ei järjestetä.

    Miksi: { $reason }
    { $link }
offer-subject = Sinulle tarjotaan paikkaa: { $title }
offer-text =
    Tilaisuudessa { $title } on vapautunut paikka. Se on sinun, jos otat sen vastaan viimeistään { $until }:
    { $link }

    Milloin: { $when }
    Missä: { $place }
reminder-subject = Muistutus: { $title }
reminder-text =
    { $title } lähestyy.

    Milloin: { $when }
    Missä: { $place }
    Jos et pääse, luovuta paikkasi muille:
    { $link }
join-more = Osallistu verkossa: { $join }
waits-more = Odotat paikkaa näinä päivinä: { $waits }
poll-subject = Mikä päivä sopii? { $title }
poll-text =
    Organisaationne ei ole vielä vastannut, mitkä päivät sopivat tilaisuudelle { $title }. Vastatkaa viimeistään { $until }:
    { $link }
chosen-subject = Päivä on valittu: { $title }
chosen-text =
    Kyselyssä, johon vastasit, on valittu päivä.

    Mikä: { $title }
    Milloin: { $when }
    Missä: { $place }
    { $link }
summary-subject = Yhteenveto: { $title }
summary-text =
    Tilaisuuden { $title } yhteenveto on valmis, ja siinä on, mitä päätettiin ja mitä tehdään seuraavaksi:
    { $link }
certificate-heading = Osallistumistodistus
certificate-holder = Nimi
certificate-seminar = Seminaari
certificate-day = Päivä
certificate-hours = Kesto (tunnit:minuutit)
certificate-place = Paikka
certificate-organiser = Järjestäjä
certificate-for = Edustaa
certificate-issued = Annettu
certificate-verify = Kuka tahansa voi tarkistaa todistuksen tästä osoitteesta:
certificate-genuine = Todistus on annettu täällä ja on voimassa.
