//! What counts as personal data, and what stands in its place once masked.

/// A kind of personal data.
///
/// ```
/// use tunesmith_personal::Kind;
///
/// assert_eq!(Kind::Phone.name(), "phone number");
/// assert_eq!(Kind::Phone.mask(), "<PHONE>");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An e-mail address (RFC 5321).
    Email,
    /// A phone number: international (ITU-T E.164), North American, or national with a trunk zero.
    Phone,
    /// The number of a payment card (ISO/IEC 7812).
    CardNumber,
    /// The number of a bank account (ISO 13616).
    Iban,
    /// An IP address of version 4 or 6.
    Ip,
    /// A key or token of a service, or a private key.
    Secret,
    /// A name behind an `@`.
    Handle,
    /// The address of someone's page on a social network.
    ProfileLink,
}

impl Kind {
    /// Every kind.
    ///
    /// ```
    /// use tunesmith_personal::Kind;
    ///
    /// assert!(Kind::ALL.iter().all(|kind| kind.mask().starts_with('<')));
    /// ```
    pub const ALL: [Kind; 8] = [
        Kind::Email,
        Kind::Phone,
        Kind::CardNumber,
        Kind::Iban,
        Kind::Ip,
        Kind::Secret,
        Kind::Handle,
        Kind::ProfileLink,
    ];

    /// What it is called in a message.
    ///
    /// ```
    /// assert_eq!(tunesmith_personal::Kind::Email.name(), "email");
    /// ```
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Email => "email",
            Kind::Phone => "phone number",
            Kind::CardNumber => "card number",
            Kind::Iban => "IBAN",
            Kind::Ip => "IP address",
            Kind::Secret => "secret",
            Kind::Handle => "handle",
            Kind::ProfileLink => "profile link",
        }
    }

    /// What stands in its place once masked.
    ///
    /// ```
    /// assert_eq!(tunesmith_personal::Kind::CardNumber.mask(), "<CARD>");
    /// ```
    pub const fn mask(self) -> &'static str {
        match self {
            Kind::Email => "<EMAIL>",
            Kind::Phone => "<PHONE>",
            Kind::CardNumber => "<CARD>",
            Kind::Iban => "<IBAN>",
            Kind::Ip => "<IP>",
            Kind::Secret => "<SECRET>",
            Kind::Handle => "<HANDLE>",
            Kind::ProfileLink => "<PROFILE>",
        }
    }

    /// Of two kinds that claim the same characters, the one that claims more of them is meant.
    pub(crate) const fn specificity(self) -> u8 {
        match self {
            Kind::Secret => 7,
            Kind::Iban => 6,
            Kind::CardNumber => 5,
            Kind::ProfileLink => 4,
            Kind::Email => 3,
            Kind::Ip => 2,
            Kind::Phone => 1,
            Kind::Handle => 0,
        }
    }
}
