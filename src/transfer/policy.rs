//! What other systems call our things: written by the import, read by nobody directly.

use crate::{details, platform::access::Import, under};

details!(external_ref);

under! {
    external_ref under Import, on Platform;
}
