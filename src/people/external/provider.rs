//! One OpenID provider: authorisation code with PKCE, state and nonce.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use openidconnect::{
    AccessToken, AuthenticationFlow, AuthorizationCode, ClientId, ClientSecret, CsrfToken,
    EndUserEmail, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse,
    IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    SubjectIdentifier, TokenResponse,
    core::{
        CoreClient, CoreIdTokenClaims, CoreJwsSigningAlgorithm, CoreProviderMetadata,
        CoreResponseType, CoreUserInfoClaims,
    },
};
use tokio::sync::Mutex;

use super::{super::email::email_key, ProviderSettings};
use crate::platform::{
    clock::Clock,
    error::{Error, Result},
    outgoing::{Outgoing, Unanswered},
};

/// What a provider says of itself is read anew after this.
const LASTS: Duration = Duration::from_secs(3_600);
/// It is asked again at most that often: when it did not answer, or signs with a key that is not known.
const AT_MOST_EVERY: Duration = Duration::from_secs(10);

/// Clones share what is known of it.
#[derive(Clone)]
pub struct Provider {
    pub settings: Arc<ProviderSettings>,
    redirect: RedirectUrl,
    issuer: IssuerUrl,
    outgoing: Outgoing,
    known: Arc<Mutex<Known>>,
}

#[derive(Default)]
struct Known {
    metadata: Option<CoreProviderMetadata>,
    asked: Option<Instant>,
}

/// A sign-in that begins at the provider.
pub struct Begun {
    pub address: String,
    pub state: String,
    pub nonce: String,
    pub verifier: String,
}

/// What the provider says of whoever signed in there.
pub struct Claims {
    pub subject: String,
    /// Only where the provider vouches for it.
    pub email: Option<String>,
}

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

impl Provider {
    pub fn new(
        settings: &ProviderSettings,
        public_url: &str,
        outgoing: &Outgoing,
    ) -> anyhow::Result<Self> {
        let base = public_url.trim_end_matches('/');
        let redirect = format!("{base}/auth/oidc/{}/callback", settings.name);
        Ok(Self {
            redirect: RedirectUrl::new(redirect)?,
            issuer: IssuerUrl::new(settings.issuer.clone())?,
            settings: Arc::new(settings.clone()),
            outgoing: outgoing.clone(),
            known: Arc::default(),
        })
    }

    pub async fn begin(&self) -> Result<Begun> {
        let client = self.client(false).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let scopes = self.settings.scopes.iter().cloned().map(Scope::new);
        let (address, state, nonce) = client
            .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
            .add_scopes(scopes)
            .set_pkce_challenge(challenge)
            .url();
        Ok(Begun {
            address: address.into(),
            state: state.into_secret(),
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
        })
    }

    /// Exchanges the code that the browser brought back. Whatever is wrong with it, the answer is the same.
    pub async fn finish(
        &self,
        code: &str,
        verifier: String,
        nonce: String,
        clock: &Clock,
    ) -> Result<Claims> {
        let client = self.client(false).await?;
        let http = self.http();
        let answer = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|error| self.failed("it has no address for tokens", &error))?
            .set_pkce_verifier(PkceCodeVerifier::new(verifier))
            .request_async(&http)
            .await
            .map_err(|error| self.failed("it did not take the code", &error))?;
        let nonce = Nonce::new(nonce);
        let token = answer
            .id_token()
            .ok_or_else(|| self.refused("it gave no ID token"))?;
        let mut claims = match token.claims(&verifier_of(&client, clock), &nonce) {
            Ok(claims) => read(claims),
            // It may sign with a key that is newer than what is known of it.
            Err(_) => {
                let client = self.client(true).await?;
                let claims = token.claims(&verifier_of(&client, clock), &nonce);
                read(claims.map_err(|error| self.failed("its ID token is not good", &error))?)
            }
        };
        if claims.email.is_none() {
            let token = answer.access_token().clone();
            claims.email = self.email(&client, token, &claims.subject).await;
        }
        Ok(claims)
    }

    /// The address as the UserInfo endpoint tells it, where a provider may give it instead (OpenID Connect Core, 5.4).
    async fn email(&self, client: &Client, token: AccessToken, subject: &str) -> Option<String> {
        let subject = SubjectIdentifier::new(subject.to_owned());
        let request = client.user_info(token, Some(subject)).ok()?;
        let told: std::result::Result<CoreUserInfoClaims, _> =
            request.request_async(&self.http()).await;
        match told {
            Ok(told) => vouched(told.email(), told.email_verified()),
            Err(error) => {
                tracing::warn!(provider = self.settings.name, %error, "an OpenID provider does not say who signed in");
                None
            }
        }
    }

    async fn client(&self, anew: bool) -> Result<Client> {
        let metadata = self.metadata(anew).await?;
        let id = ClientId::new(self.settings.client_id.clone());
        let secret = self.settings.client_secret.clone();
        let secret = (!secret.is_empty()).then(|| ClientSecret::new(secret));
        let client = CoreClient::from_provider_metadata(metadata, id, secret);
        Ok(client.set_redirect_uri(self.redirect.clone()))
    }

    /// What the provider says of itself. Those who need it at once wait for one question.
    async fn metadata(&self, anew: bool) -> Result<CoreProviderMetadata> {
        let mut known = self.known.lock().await;
        let age = known.asked.map(|asked| asked.elapsed());
        let lately = age.is_some_and(|age| age < AT_MOST_EVERY);
        let fresh = !anew && age.is_some_and(|age| age < LASTS);
        match &known.metadata {
            Some(metadata) if lately || fresh => return Ok(metadata.clone()),
            None if lately => return Err(self.unavailable()),
            _ => {}
        }
        known.asked = Some(Instant::now());
        let http = self.http();
        match CoreProviderMetadata::discover_async(self.issuer.clone(), &http).await {
            Ok(metadata) => {
                known.metadata = Some(metadata.clone());
                Ok(metadata)
            }
            Err(error) => {
                tracing::warn!(provider = self.settings.name, %error, "an OpenID provider cannot be read");
                known.metadata.clone().ok_or_else(|| self.unavailable())
            }
        }
    }

    fn http(
        &self,
    ) -> impl Fn(
        HttpRequest,
    ) -> futures_util::future::BoxFuture<'static, Result<HttpResponse, Unanswered>>
    + use<> {
        let outgoing = self.outgoing.clone();
        move |request: HttpRequest| {
            let outgoing = outgoing.clone();
            Box::pin(async move {
                let request =
                    reqwest::Request::try_from(request).map_err(|_| Unanswered::malformed())?;
                let answer = outgoing.send(request).await?;
                let mut response = HttpResponse::new(answer.body);
                *response.status_mut() = answer.status;
                *response.headers_mut() = answer.headers;
                Ok(response)
            })
        }
    }

    fn unavailable(&self) -> Error {
        let title = &self.settings.title;
        Error::Unavailable(format!(
            "{title} does not answer at this moment; try again later."
        ))
    }

    fn failed(&self, why: &str, error: &dyn std::error::Error) -> Error {
        tracing::warn!(provider = self.settings.name, why, %error, "a sign-in at an OpenID provider failed");
        Error::Unauthenticated
    }

    fn refused(&self, why: &str) -> Error {
        tracing::warn!(
            provider = self.settings.name,
            why,
            "a sign-in at an OpenID provider failed"
        );
        Error::Unauthenticated
    }
}

fn verifier_of<'a>(
    client: &'a Client,
    clock: &'a Clock,
) -> openidconnect::core::CoreIdTokenVerifier<'a> {
    client
        .id_token_verifier()
        .set_allowed_algs([
            CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
            CoreJwsSigningAlgorithm::EcdsaP256Sha256,
            CoreJwsSigningAlgorithm::EdDsa,
        ])
        .set_time_fn(|| clock.now())
}

fn read(claims: &CoreIdTokenClaims) -> Claims {
    Claims {
        subject: claims.subject().to_string(),
        email: vouched(claims.email(), claims.email_verified()),
    }
}

/// The address, where the provider says that it is theirs.
fn vouched(email: Option<&EndUserEmail>, verified: Option<bool>) -> Option<String> {
    let email = email.filter(|_| verified == Some(true));
    email.map(|email| email_key(email))
}
