# Projects.

projects-title = Projects
projects-none = No project yet.
projects-none-hint = An agency’s first project is made together with the agency. Ask the admin of this server.
projects-not-confidential = Not confidential
projects-forms = { $n ->
    [one] { $n } form
   *[other] { $n } forms
}
projects-phones = { $n ->
    [one] { $n } phone
   *[other] { $n } phones
}
projects-add-title = Add a project
projects-name = Name
projects-name-missing = Give the project a name.
projects-agency = Agency that owns it
projects-agency-hint = Without an agency the project is not confidential: its content is protected on disk only.
projects-agency-none = None (not confidential)
projects-add = Add project

# One
projects-one-title = Project
projects-belongs = Belongs to { $agency }. Phones encrypt everything for this agency.
projects-open-title = Not confidential.
projects-open-hint = This project belongs to no agency. Its content is protected on disk only: do not collect anything about a person here.
projects-forms-title = Forms
projects-forms-none = No form yet.
projects-forms-none-upload = Upload one below. Phones get it after you publish it.
projects-forms-none-admin = The admin of this server uploads forms.
projects-forms-caption = Forms of this project
projects-form = Form
projects-used-for = Used for
projects-version-phones = Version on phones
projects-version = Version
projects-state = State
projects-general = General
projects-version-none = None
projects-draft = Draft
projects-stage-only = This project takes forms of a step of the guide only.
projects-add-form-title = Add a form
projects-upload = Upload as draft
projects-upload-hint = Nothing changes on phones until you publish the draft.
projects-takes-title = Which forms it takes
projects-takes = Forms of a step of the guide only. A form without a stage is checked less: it may ask for anything.
projects-save = Save
