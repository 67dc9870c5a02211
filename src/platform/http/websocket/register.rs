//! How many sockets and event streams are open: in all, from each address, and for each person.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

use super::{super::answer::Failure, Settings};
use crate::platform::{
    error::{Code, Error},
    held::Held,
    metering,
};

/// Seconds after which one of the other sockets may have gone.
const A_WHILE: u64 = 10;

/// Counts the sockets and event streams that are open.
pub struct Sockets {
    most: usize,
    each_address: usize,
    each_person: usize,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    all: usize,
    addresses: Held<u128>,
    people: Held<Uuid>,
}

/// One socket that is open, until it is dropped.
pub struct Ticket {
    sockets: Arc<Sockets>,
    address: u128,
    person: Option<Uuid>,
}

impl Sockets {
    pub fn new(settings: &Settings) -> Self {
        Self {
            most: settings.most,
            each_address: settings.each_address,
            each_person: settings.each_person,
            open: Mutex::default(),
        }
    }

    /// Opens one more from an address, if there may be.
    pub(in crate::platform::http) fn open(
        self: &Arc<Self>,
        address: u128,
    ) -> Result<Ticket, Failure> {
        let mut open = self.opened();
        if open.all >= self.most {
            metering::refused("sockets");
            let message = "There are as many sockets and event streams open as this server takes; try again later.";
            return Err(Failure::new(Code::Unavailable, message));
        }
        if !open.addresses.take(address, self.each_address) {
            metering::refused("sockets_address");
            let message = format!(
                "There are {} sockets and event streams open from this address; close one first.",
                self.each_address
            );
            return Err(Failure::from(Error::RateLimited {
                message,
                seconds: A_WHILE,
            }));
        }
        open.all += 1;
        Ok(Ticket {
            sockets: self.clone(),
            address,
            person: None,
        })
    }

    /// How many are open.
    pub fn count(&self) -> usize {
        self.opened().all
    }

    fn opened(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ticket {
    /// Says whose socket it is; false when they have too many.
    pub(in crate::platform::http) fn belongs_to(&mut self, person: Uuid) -> bool {
        let mut open = self.sockets.opened();
        if !open.people.take(person, self.sockets.each_person) {
            metering::refused("sockets_person");
            return false;
        }
        self.person = Some(person);
        true
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut open = self.sockets.opened();
        open.all -= 1;
        open.addresses.give_back(&self.address);
        if let Some(person) = self.person {
            open.people.give_back(&person);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::clock::new_id;

    #[test]
    fn sockets_are_bounded_in_all_for_each_address_and_each_person() {
        let sockets = Arc::new(Sockets::new(&Settings {
            most: 3,
            each_address: 2,
            each_person: 1,
            ..Settings::default()
        }));
        let (anna, bo) = (new_id(), new_id());
        let mut first = sockets.open(1).expect("room");
        let mut second = sockets.open(1).expect("room");
        assert_eq!(
            sockets.open(1).err().map(|why| why.code()),
            Some(Code::RateLimited)
        );
        let third = sockets.open(2).expect("room");
        assert_eq!(
            sockets.open(3).err().map(|why| why.code()),
            Some(Code::Unavailable)
        );
        assert!(first.belongs_to(anna) && !second.belongs_to(anna) && second.belongs_to(bo));
        drop((first, third));
        assert!(sockets.open(1).expect("room again").belongs_to(anna));
        drop(second);
        assert_eq!(sockets.count(), 0);
        assert!(sockets.opened().addresses.is_empty() && sockets.opened().people.is_empty());
    }
}
