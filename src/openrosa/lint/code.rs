//! One word for each thing that the linter can find.

use crate::domain::closed_set;

closed_set! {
    /// What was found, in one word: for tests, translations and the table in `docs/forms.md`. Each has a form that trips
    /// it under `tests/forms/tripping`.
    pub enum Code {
        /// The project takes forms of a stage only, and this one names none.
        NoStage = "no_stage",
        /// A staged form in a project without an agency, where answers would lie open.
        NoKey = "no_key",
        /// The form sends to an address of its own.
        OwnAddress = "own_address",
        /// The form brings a key of its own.
        OwnKey = "own_key",
        /// The form reads the last saved submission.
        LastSaved = "last_saved",
        /// The form refers to a file in a folder.
        FileInFolder = "file_in_folder",
        /// The form has no `meta/instanceID`.
        NoInstanceId = "no_instance_id",
        /// The title tells what the form is about.
        TellingTitle = "telling_title",
        /// The form's id does.
        TellingId = "telling_id",
        /// The name of an attached file does.
        TellingFile = "telling_file",
        /// The label of a choice does.
        TellingChoice = "telling_choice",
        /// The display name is made of answers.
        NameFromAnswers = "name_from_answers",
        /// The form records sound or place by itself.
        BannedRecorder = "banned_recorder",
        /// A log of how the form was filled.
        KeepsAudit = "keeps_audit",
        /// A place on the map.
        AsksForPlace = "asks_for_place",
        /// A barcode.
        AsksForBarcode = "asks_for_barcode",
        /// An image.
        AsksForImage = "asks_for_image",
        /// A sound.
        AsksForSound = "asks_for_sound",
        /// A film.
        AsksForFilm = "asks_for_film",
        /// A file of another kind.
        AsksForFile = "asks_for_file",
        /// Who the phone belongs to.
        AsksForPhoneOwner = "asks_for_phone_owner",
        /// A name outside of the stage id.
        AsksForName = "asks_for_name",
        /// A date of birth outside of it.
        AsksForBirthDate = "asks_for_birth_date",
        /// A phone number or address outside of it.
        AsksForContact = "asks_for_contact",
        /// The number of a paper outside of it.
        AsksForNumber = "asks_for_number",
        /// Belief, origin or orientation outside of it.
        AsksForBelief = "asks_for_belief",
        /// A question without a data class.
        NoClass = "no_class",
        /// A class that the stage may not hold.
        ClassNotAllowed = "class_not_allowed",
        /// More questions on urgent health than a screening may have.
        TooMuchHealth = "too_much_health",
        /// A free text without a short limit in a screening.
        FreeText = "free_text",
        /// A free text without a limit elsewhere. A warning.
        UnlimitedText = "unlimited_text",
        /// An answer in an entity list that phones carry in clear, of a class that must not stand there.
        ListTooTelling = "list_too_telling",
        /// A fact that comes from a repeat.
        FactInRepeat = "fact_in_repeat",
        /// A fact that two questions give.
        FactTwice = "fact_twice",
    }
}
