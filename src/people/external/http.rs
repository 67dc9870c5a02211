//! `GET /auth/oidc/{provider}/start` leads a browser to a provider; `…/callback` takes it from there back to the frontend.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderValue},
    web,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use entity::identity_ticket::TicketPurpose;

use super::{
    super::{Authenticator, policy::KeepSessions},
    External, Provider,
    pending::{self, Pending},
    sign_in::CODE_LASTS,
    ticket::{self, Told},
};
use crate::platform::{
    access::{Followers, Work},
    error::{Code, Error, Result},
    http::{
        answer::{self, Failure},
        media::Media,
    },
    store::Store,
};

/// What the handlers share.
pub struct Lobby {
    pub store: Store,
    pub external: External,
    /// Whole addresses that browsers are led back to.
    pub return_to: Vec<String>,
    /// Whether browsers reach this server encrypted.
    pub secure: bool,
}

impl Lobby {
    pub fn new(authenticator: &Authenticator) -> Self {
        let settings = &authenticator.settings;
        Self {
            store: authenticator.store.clone(),
            external: authenticator.external.clone(),
            return_to: settings.return_to.clone(),
            secure: settings.public_url.starts_with("https:"),
        }
    }

    fn provider(&self, name: &str) -> Result<&Provider, Failure> {
        let known = self.external.provider(name);
        known.ok_or_else(|| Failure::from(Error::NotFound))
    }
}

/// Serves `/auth/oidc`. Expects a [`Lobby`] as data.
pub fn routes(config: &mut web::ServiceConfig) {
    for (path, handler) in [("start", true), ("callback", false)] {
        let resource = web::resource(format!("/auth/oidc/{{provider}}/{path}"));
        let resource = match handler {
            true => resource.route(web::get().to(start)),
            false => resource.route(web::get().to(callback)),
        };
        config.service(
            resource.default_service(web::to(async |request: HttpRequest| {
                answer::other_method(&request, "GET", "Follow the link by GET.")
            })),
        );
    }
}

type Pairs = web::Query<Vec<(String, String)>>;

/// A parameter that is given once; none where it is missing or given twice.
fn once<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let mut values = pairs.iter().filter(|(key, _)| key == name);
    match (values.next(), values.next()) {
        (Some((_, only)), None) => Some(only),
        _ => None,
    }
}

async fn start(
    request: HttpRequest,
    name: web::Path<String>,
    pairs: Pairs,
    lobby: web::Data<Lobby>,
) -> HttpResponse {
    match lead_there(&name, &pairs, &lobby).await {
        Ok((address, cookie)) => redirect(&address, cookie),
        Err(failure) => failure.respond(&request, Media::Json),
    }
}

async fn lead_there(
    name: &str,
    pairs: &[(String, String)],
    lobby: &Lobby,
) -> Result<(String, HeaderValue), Failure> {
    let provider = lobby.provider(name)?;
    let return_to = once(pairs, "return_to");
    let return_to = return_to.filter(|page| lobby.return_to.iter().any(|known| known == page));
    let return_to = return_to.ok_or_else(|| {
        let message = "return_to must be one of the addresses that are set in auth.return_to, letter by letter.";
        Failure::new(Code::BadInput, message)
    })?;
    let challenge = once(pairs, "code_challenge");
    let challenge = challenge.filter(|text| {
        URL_SAFE_NO_PAD
            .decode(text)
            .is_ok_and(|bytes| bytes.len() == 32)
    });
    let challenge = challenge.ok_or_else(|| {
        let message = "code_challenge must be the SHA-256 of a verifier that the page keeps, in base64url without padding: 43 characters.";
        Failure::new(Code::BadInput, message)
    })?;
    let begun = provider.begin().await?;
    let pending = Pending {
        provider: name.to_owned(),
        state: begun.state,
        nonce: begun.nonce,
        verifier: begun.verifier,
        return_to: return_to.to_owned(),
        challenge: challenge.to_owned(),
        until: lobby.store.clock.now().timestamp() + pending::LASTS,
    };
    Ok((
        begun.address,
        pending.cookie(lobby.store.vault()?, lobby.secure)?,
    ))
}

async fn callback(
    request: HttpRequest,
    name: web::Path<String>,
    pairs: Pairs,
    lobby: web::Data<Lobby>,
) -> HttpResponse {
    match lead_back(&request, &name, &pairs, &lobby).await {
        Ok((address, cookie)) => redirect(&address, cookie),
        Err(failure) => failure.respond(&request, Media::Json),
    }
}

async fn lead_back(
    request: &HttpRequest,
    name: &str,
    pairs: &[(String, String)],
    lobby: &Lobby,
) -> Result<(String, HeaderValue), Failure> {
    let provider = lobby.provider(name)?;
    let now = lobby.store.clock.now().timestamp();
    let pending = Pending::read(request.headers(), lobby.store.vault()?, now);
    let state = once(pairs, "state");
    let pending = pending.filter(|one| one.provider == name && Some(one.state.as_str()) == state);
    let Some(pending) = pending else {
        let message = "This sign-in did not begin in this browser, or took more than ten minutes; begin again.";
        return Err(Failure::new(Code::BadInput, message));
    };
    let return_to = pending.return_to.clone();
    let outcome = code_of(provider, pairs, pending, lobby).await;
    let word = match outcome {
        Ok(code) => format!("code={code}"),
        Err(Error::Unavailable(_)) => "error=UNAVAILABLE".to_owned(),
        Err(Error::Forbidden) => "error=ACCESS_DENIED".to_owned(),
        Err(Error::Unauthenticated) => "error=SIGN_IN_FAILED".to_owned(),
        Err(other) => return Err(other.into()),
    };
    Ok((
        format!("{return_to}#{word}"),
        pending::forget(lobby.secure)?,
    ))
}

/// What the provider told, as a code for the frontend.
async fn code_of(
    provider: &Provider,
    pairs: &[(String, String)],
    pending: Pending,
    lobby: &Lobby,
) -> Result<String> {
    let issuer = &provider.settings.issuer;
    // RFC 9207: the answer of another provider is not taken for this one's.
    if once(pairs, "iss").is_some_and(|said| said != issuer) {
        return Err(Error::Unauthenticated);
    }
    if pairs.iter().any(|(key, _)| key == "error") {
        return Err(Error::Forbidden);
    }
    let code = once(pairs, "code").ok_or(Error::Unauthenticated)?;
    let clock = &lobby.store.clock;
    let claims = provider.finish(code, pending.verifier, pending.nonce, clock);
    let claims = claims.await?;
    let told = Told {
        issuer: issuer.clone(),
        subject: claims.subject,
        email: claims.email,
        challenge: pending.challenge,
    };
    let work = Work::of_system(&lobby.store, "sign-in", Followers::default()).await?;
    let outcome = async {
        let permit = work.permit_platform::<KeepSessions>()?;
        let purpose = (TicketPurpose::SignIn, None);
        ticket::make(&work, &permit, purpose, &told, CODE_LASTS).await
    }
    .await;
    work.finish(outcome).await
}

fn redirect(address: &str, cookie: HeaderValue) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, address))
        .insert_header((header::SET_COOKIE, cookie))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .finish()
}
