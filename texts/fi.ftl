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
moved-waits-subject = Muuttunut: { $title }
moved-waits-text =
    Tilaisuuden { $title } aika tai paikka on muuttunut. Sinulla ei ole vielä paikkaa; ilmoittautumisesi on voimassa.

    Milloin: { $when }
    Missä: { $place }
    { $link }
postponed-waits-subject = Siirretty: { $title }
postponed-waits-text =
    Tilaisuus { $title } on siirretty; uutta aikaa ei vielä tiedetä. Sinulla ei ole vielä paikkaa; ilmoittautumisesi on voimassa.
    { $link }
offer-lapsed-subject = Paikkatarjous on päättynyt: { $title }
offer-lapsed-text =
    Et vastannut ajoissa, joten paikka tilaisuudessa { $title } siirtyy seuraavalle. Olet nyt jonossa sijalla { $position }, ja paikkaa voidaan tarjota sinulle vielä kerran.
    { $link }
offer-over-subject = Ei enää ilmoittautunut: { $title }
offer-over-text =
    Et vastannut paikkatarjoukseen ajoissa toisellakaan kerralla, joten et enää odota paikkaa tilaisuuteen { $title }. Ilmoittaudu uudelleen, jos haluat tulla:
    { $link }
let-in-subject = Pääset mukaan, kun paikka vapautuu: { $title }
let-in-text =
    Ilmoittautumisesi tilaisuuteen { $title } on hyväksytty. Juuri nyt ei ole vapaata paikkaa: olet jonossa sijalla { $position }.
    { $link }
declined-subject = Et saanut paikkaa: { $title }
declined-text =
    Tilaisuuden { $title } järjestäjät eivät hyväksyneet ilmoittautumistasi.
    { $link }
hidden-subject = Poistettu kalenteristasi
hidden-text =
    Kalenterissasi oleva tilaisuus on tarkoitettu ryhmälle, johon et enää kuulu. Se poistetaan kalenteristasi, ja paikkasi siirtyy seuraavalle.
left-out-subject = Et ole enää ilmoittautuneena
left-out-text =
    Tilaisuus, johon ilmoittauduit, on tarkoitettu ryhmälle, johon et enää kuulu. Ilmoittautumisesi on päättynyt.
because-more = Miksi: { $because }
online-more = Paikkasi on verkossa. Osallistumisosoite tulee sähköpostitse 24 tuntia ennen alkua ja on siitä lähtien myös sivulla.
questions-more = Vastaa tähän sivulla ennen kuin tulet: { $questions }
join-more = Osallistu verkossa: { $join }
waits-more = Odotat paikkaa näinä päivinä: { $waits }
until-more = Vastatkaa viimeistään { $until }.
asked-subject = Mikä päivä sopii? { $title }
asked-text =
    { $host } kysyy organisaatioltanne, mitkä päivät sopivat tilaisuudelle { $title }. Vastatkaa tässä:
    { $link }
poll-subject = Mikä päivä sopii? { $title }
poll-text =
    Organisaationne ei ole vielä vastannut, mitkä päivät sopivat tilaisuudelle { $title }. Vastatkaa tässä:
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
corrected-subject = Oikaisu: { $title }, yhteenveto
corrected-text =
    Tilaisuuden { $title } yhteenveto on kirjoitettu uudelleen. Tämä korvaa aiemmin saamasi:
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
