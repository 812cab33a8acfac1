//! The words that fill slots.

/// The words for `slot`; none where there is no such slot.
pub(crate) fn words(slot: &str) -> &'static [&'static str] {
    match slot {
        "folk" => FOLK,
        "place" => PLACES,
        "club" => CLUBS,
        "event" => EVENTS,
        "grievance" => GRIEVANCES,
        "relative" => RELATIVES,
        "friend" => FRIENDS,
        "role" => ROLES,
        "hobby" => HOBBIES,
        "policy" => POLICIES,
        "news" => NEWS,
        "dish" => DISHES,
        "weekday" => WEEKDAYS,
        "weather" => WEATHER,
        "number" => NUMBERS,
        "silly" => SILLY,
        "sillies" => SILLIES,
        "saying" => SAYINGS,
        _ => &[],
    }
}

/// Plurals that follow any adjective of a persona.
const FOLK: &[&str] = &[
    "people",
    "neighbours",
    "couples",
    "colleagues",
    "students",
    "parents",
    "teachers",
    "customers",
    "tenants",
    "singers",
    "cyclists",
    "readers",
    "gardeners",
    "musicians",
    "shopkeepers",
    "classmates",
    "drivers",
    "friends",
];

const PLACES: &[&str] = &[
    "bakery",
    "library",
    "post office",
    "swimming pool",
    "village hall",
    "laundry",
    "bus stop",
    "market",
    "cinema",
    "playground",
    "ferry",
    "garden centre",
    "museum",
    "tea room",
    "skating rink",
    "town hall",
    "corner shop",
    "gym",
    "train station",
    "bookshop",
    "community garden",
    "campsite",
    "barber shop",
    "car park",
    "toy shop",
];

const CLUBS: &[&str] = &[
    "chess club",
    "choir",
    "book club",
    "bowling team",
    "quiz team",
    "running group",
    "knitting circle",
    "photo club",
    "hiking club",
    "drama group",
    "cycling club",
    "board game circle",
    "brass band",
    "rowing club",
    "stamp club",
    "debating society",
    "film club",
    "table tennis team",
];

const EVENTS: &[&str] = &[
    "summer fair",
    "street party",
    "school concert",
    "harvest supper",
    "quiz night",
    "charity run",
    "flea market",
    "film evening",
    "bake sale",
    "neighbourhood meeting",
    "office party",
    "lantern walk",
    "kite festival",
    "plant swap",
    "village picnic",
    "winter market",
    "open day",
    "boat race",
];

/// Plural verb phrases that complain about nothing much.
const GRIEVANCES: &[&str] = &[
    "spoil the mood of an office",
    "hum in the lift",
    "forget to return the ladder",
    "take the best seats",
    "slow down every queue",
    "leave the gate open",
    "rearrange the chairs",
    "win every raffle",
    "feed the wrong pigeons",
    "fold the maps the wrong way",
    "park across two spaces",
    "talk through the weather report",
    "use up the good pens",
    "pick the window seat",
    "keep moving the bins",
    "ring the bell twice",
    "water the plants at noon",
    "turn every meeting into a debate",
    "leave the whiteboard full",
    "make the tea too weak",
    "blink in every group photo",
    "forget whose turn it is",
    "borrow books and bend the pages",
    "sing half a tone too low",
    "laugh at the wrong moment",
    "hide the biscuits",
    "whistle on the stairs",
    "let the soup go cold",
    "count the spoons twice",
    "put the forks where the spoons go",
    "mix up the coats",
    "start the film before everyone sits",
    "close every window",
    "give the wrong directions",
    "keep the umbrella stand to themselves",
];

const RELATIVES: &[&str] = &[
    "mum",
    "dad",
    "sister",
    "brother",
    "cousin",
    "aunt",
    "uncle",
    "grandmother",
    "grandfather",
    "niece",
    "nephew",
    "godmother",
];

const FRIENDS: &[&str] = &[
    "friend",
    "neighbour",
    "colleague",
    "flatmate",
    "classmate",
    "boss",
    "teammate",
    "roommate",
    "pen pal",
    "landlady",
    "dentist",
    "tutor",
];

/// Singulars that take `a`.
const ROLES: &[&str] = &[
    "teacher",
    "nurse",
    "baker",
    "student",
    "bus driver",
    "librarian",
    "musician",
    "carpenter",
    "gardener",
    "chemist",
    "dentist",
    "writer",
    "tailor",
    "postal worker",
    "lifeguard",
    "plumber",
    "judge",
    "painter",
    "translator",
    "cook",
    "farmer",
    "welder",
];

const HOBBIES: &[&str] = &[
    "repairing old radios",
    "growing tomatoes",
    "playing the cello",
    "baking bread",
    "painting fences",
    "building kites",
    "playing table tennis",
    "folding paper birds",
    "restoring bicycles",
    "keeping bees",
    "reading maps",
    "collecting stamps",
    "learning the trumpet",
    "writing crosswords",
    "swimming in the lake",
    "watching the stars",
    "knitting scarves",
    "sailing model boats",
    "pressing flowers",
    "juggling",
];

const POLICIES: &[&str] = &[
    "affordable housing",
    "cheaper bus fares",
    "free school meals",
    "voting by post",
    "longer library hours",
    "language classes",
    "free health checks",
    "parental leave",
    "simple work permits",
    "equal pay",
    "safe cycle lanes",
    "fair rents",
    "day care",
    "legal advice",
];

const NEWS: &[&str] = &[
    "the city opened a new advice centre",
    "the council voted on the budget",
    "the court published its ruling on tenancy",
    "the tram line was extended to the harbour",
    "parliament debated the equality bill",
    "the school board changed its dress code",
    "the university put up new scholarships",
    "the radio station aired a series on families",
    "the mayor opened the community centre",
    "the league announced a new season",
    "the hospital hired more interpreters",
    "the library started an evening course",
];

/// Dishes without an article, and without a country.
const DISHES: &[&str] = &[
    "lentil soup",
    "apple cake",
    "lemon tart",
    "potato salad",
    "plum jam",
    "tomato soup",
    "carrot cake",
    "rice pudding",
    "bean stew",
    "cheese bread",
    "cherry pie",
    "mushroom pasta",
    "ginger cake",
    "pumpkin curry",
    "fruit salad",
];

const WEEKDAYS: &[&str] = &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

const WEATHER: &[&str] = &["wet", "grey", "windy", "far too hot", "cold", "foggy", "perfect", "changeable"];

const NUMBERS: &[&str] =
    &["three", "four", "five", "seven", "nine", "ten", "twelve", "fifteen", "20", "25", "30", "45", "120"];

/// Insults that nobody minds, after `a`.
const SILLY: &[&str] = &[
    "muppet", "clown", "numpty", "potato", "goose", "walnut", "doorknob", "turnip", "noodle", "pudding", "teapot",
    "wet sock", "cabbage", "plank", "spoon",
];

const SILLIES: &[&str] =
    &["muppets", "clowns", "potatoes", "geese", "walnuts", "turnips", "noodles", "cabbages", "planks"];

const SAYINGS: &[&str] = &[
    "please close the gate",
    "see you on sunday",
    "mind the step",
    "no refunds",
    "back in five minutes",
    "we will see about that",
    "not on my watch",
    "well, well, well",
    "that is that",
    "try the soup",
    "first come, first served",
    "it is what it is",
    "who asked you",
    "wet paint",
    "the early bird gets the seat",
];
