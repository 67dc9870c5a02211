//! Certificates as those who have their code see them.

use std::sync::Arc;

use async_graphql::{Context, Object};
use entity::{certificate, registration};

use crate::{
    nodes::Registration,
    payload,
    platform::{
        access::Allows,
        error::Result,
        graphql::{ContextExt, Date, DateTime, Nullable},
    },
    seminars::{
        certificates::{self, IssueCertificateInput, RevokeCertificateInput, path_of},
        policy::CancelRegistration,
    },
};

pub struct Certificate(certificate::Model);

/// What says that a person was at a seminar, as it was when it was issued.
#[Object]
impl Certificate {
    /// By which anybody can verify it, with `certificate(code)` or at `path`: 28 letters and digits.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Where anybody can verify it, from the root of the server. With `.pdf` after it: the certificate to print, for its person and the organisers.
    async fn path(&self) -> String {
        path_of(&self.0.code)
    }

    /// Who was there.
    async fn holder_name(&self) -> &str {
        &self.0.holder_name
    }

    /// The organisation the person stood for.
    async fn organisation_name(&self) -> Option<&str> {
        self.0.organisation_name.as_deref()
    }

    /// The title of the seminar.
    async fn seminar_title(&self) -> &str {
        &self.0.seminar_title
    }

    /// The organisation that led it; empty where none did.
    async fn organiser_name(&self) -> &str {
        &self.0.organiser_name
    }

    /// Where it was held.
    async fn place(&self) -> Option<&str> {
        self.0.place.as_deref()
    }

    /// The day on which it began, where it was held.
    async fn held_on(&self) -> Date {
        Date(self.0.held_on)
    }

    /// How long it lasted, in minutes.
    async fn duration_minutes(&self) -> Option<i32> {
        self.0.duration_minutes
    }

    /// When the certificate was issued.
    async fn issued_at(&self) -> DateTime {
        self.0.issued_at.into()
    }
}

#[derive(Default)]
pub struct CertificateLookup;

#[Object]
impl CertificateLookup {
    /// The certificate with a code, for whoever has it; null when there is none, or when it was taken back.
    async fn certificate(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The code; capital or small letters, with or without spaces and hyphens."
        )]
        code: String,
    ) -> Nullable<Certificate> {
        let found = certificates::verify(ctx.reader(), &code).await;
        found.map(|row| row.map(Certificate)).into()
    }
}

pub struct CertificateOfRegistration(pub Arc<registration::Model>);

#[Object]
impl CertificateOfRegistration {
    /// What says that the person was there. Only for the person and the organisers; null for everyone else, and where there is none.
    async fn certificate(&self, ctx: &Context<'_>) -> Nullable<Certificate> {
        Nullable::of(async {
            if !Allows::<CancelRegistration>::allows(&*self.0, ctx.viewer()) {
                return Ok(None);
            }
            let rows = ctx
                .details::<registration::Entity, certificate::Entity>(&self.0)
                .await?;
            let live = rows.iter().find(|row| row.revoked_at.is_none());
            Ok(live.cloned().map(Certificate))
        })
        .await
    }
}

payload! {
    /// What was issued, or why not.
    IssueCertificatePayload {
        /// The registration, with its certificate.
        registration: Registration
    }
}
payload! {
    /// What was taken back, or why not.
    RevokeCertificatePayload {
        /// The registration as it is now.
        registration: Registration
    }
}

#[derive(Default)]
pub struct CertificateMutations;

#[Object]
impl CertificateMutations {
    /// Makes a certificate for oneself, once one was there and the seminar is over; asking again answers with the same. It names the person, and whoever is given its code
    /// or address reads that. For the person alone. Refused with `WRONG_STATE`, `NOT_OVER`.
    async fn issue_certificate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: IssueCertificateInput,
    ) -> Result<IssueCertificatePayload> {
        let work = ctx.begin().await?;
        let outcome = certificates::issue(&work, input).await;
        IssueCertificatePayload::from_outcome(work.finish(outcome).await)
    }

    /// Takes a certificate back: its code answers like one that never was, and another one gets another code. For the person and the organisers. Refused with `NO_CERTIFICATE`.
    async fn revoke_certificate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RevokeCertificateInput,
    ) -> Result<RevokeCertificatePayload> {
        let work = ctx.begin().await?;
        let outcome = certificates::revoke(&work, input).await;
        RevokeCertificatePayload::from_outcome(work.finish(outcome).await)
    }
}
