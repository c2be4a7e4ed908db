# What the linter finds, by its code.

lint-no_stage = The form names no step of the guide, and this project takes no others. Name its stage on the settings sheet (attribute::wb:stage), or publish it in another project.
lint-no_key = The form names a step of the guide, and this project has no key: answers would lie open. Publish it in an agency’s project.
lint-own_address = The form sends its submissions to an address of its own. Remove submission/@action.
lint-own_key = The form brings a key of its own. Remove base64RsaPublicKey; the agency’s key is written in for you.
lint-last_saved = The form reads the last saved submission, which phones do not keep for encrypted forms. Remove that.
lint-file_in_folder = The form refers to the file “{ $file }”. Phones keep files without folders and would not find it. Refer to it by its name alone.
lint-no_instance_id = The form has no meta/instanceID; without it phones cannot encrypt. Add it.
lint-telling_title = The form’s title tells a stranger what it is about. Use a neutral word, such as a letter and a number.
lint-telling_id = The form’s id tells a stranger what it is about. Use a neutral word, such as a letter and a number.
lint-telling_file = The name of the file “{ $file }” tells a stranger what the form is about. Use a neutral word, such as a letter and a number.
lint-telling_choice = A choice tells whoever looks at the phone what the form is about. Use calm, everyday words.
lint-name_from_answers = The display name is made of answers, and phones keep it in clear even after encryption. Use a date or a random code.
lint-banned_recorder = The form records sound or place by itself ({ $action }). Remove that.
lint-keeps_audit = The step “{ $stage }” must not ask for a log of how it was filled. A phone is looked through, and files name people. Remove the question.
lint-asks_for_place = The step “{ $stage }” must not ask for a place on the map. A phone is looked through, and files name people. Remove the question.
lint-asks_for_barcode = The step “{ $stage }” must not ask for a barcode. A phone is looked through, and files name people. Remove the question.
lint-asks_for_image = The step “{ $stage }” must not ask for a picture. A phone is looked through, and files name people. Remove the question.
lint-asks_for_sound = The step “{ $stage }” must not ask for a sound. A phone is looked through, and files name people. Remove the question.
lint-asks_for_film = The step “{ $stage }” must not ask for a film. A phone is looked through, and files name people. Remove the question.
lint-asks_for_file = The step “{ $stage }” must not ask for a file. A phone is looked through, and files name people. Remove the question.
lint-asks_for_phone_owner = The step “{ $stage }” must not ask for the phone owner’s name, number, address or SIM. A phone is looked through, and files name people. Remove the question.
lint-asks_for_name = The question asks for a name, and only the form of identities may. Remove it; the case code joins the forms.
lint-asks_for_birth_date = The question asks for a date of birth, and only the form of identities may. Remove it; the case code joins the forms.
lint-asks_for_contact = The question asks for a phone number or an address, and only the form of identities may. Remove it; the case code joins the forms.
lint-asks_for_number = The question asks for the number of a document, and only the form of identities may. Remove it; the case code joins the forms.
lint-asks_for_belief = The question asks for belief, origin or orientation, and only the form of identities may. Remove it; the case code joins the forms.
lint-no_class = The question has no data class, so nobody knows who may see its answer. Give its bind wb:cls (D0 to D5).
lint-class_not_allowed = The step “{ $stage }” may not hold answers of class { $class } like this. Ask it in the step that it belongs to, or as a choice.
lint-too_much_health = A screening may have { $limit } questions on urgent health, and this is one more. Leave it to the interview.
lint-free_text = A screening takes no free text beyond { $limit } characters: it becomes a story. Use choices, or a constraint such as string-length(.) <= 120.
lint-unlimited_text = A free text without a limit invites what nobody asked for. Add a constraint such as string-length(.) <= 500.
lint-list_too_telling = The answer would stand in an entity list, which phones carry in clear. Keep only codes and places of classes D0 and D1 in lists.
lint-fact_in_repeat = A question in a repeat cannot give a fact: it has several answers. Calculate one answer outside of the repeat and give that the fact.
lint-fact_twice = { $field } gives the same fact ({ $fact }). Name each fact once.
