//! Handing out files.

use actix_web::{HttpRequest, HttpResponse, web};

use super::Desk;
use crate::platform::http::answer;

pub async fn download(request: HttpRequest, _desk: web::Data<Desk>) -> HttpResponse {
    answer::not_found(request).await
}
