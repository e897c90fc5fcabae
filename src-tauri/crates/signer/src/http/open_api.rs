//! The document that describes the backend, made of the routes themselves.

use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder, SecurityRequirement};

/// The document without its calls.
pub(super) fn frame() -> OpenApi {
    let scheme = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    let info = InfoBuilder::new()
        .title("HLS Studio: publish")
        .description(Some(
            "What a publisher asks of a backend: what to send, and addresses that are signed for it.",
        ))
        .version(contract::messages::API.to_string())
        .build();
    OpenApiBuilder::new()
        .info(info)
        .components(Some(ComponentsBuilder::new().security_scheme("token", scheme).build()))
        .security(Some([SecurityRequirement::new::<_, [&str; 0], &str>("token", [])]))
        .build()
}

/// All of it.
pub fn document() -> OpenApi {
    super::routes::routes().split_for_parts().1
}
