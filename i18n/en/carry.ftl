# Which phones carry what.

carry-title = Phones with this form
carry-lead = As far as this server saw them fetch it. A phone fetches the new version when its user refreshes the forms, or by itself.
carry-none = No phone has fetched this form.
carry-none-hint = Publish it, give it to phones, and let them refresh their forms.
carry-old = { $old } of { $all } have an older version.
carry-caption = Older versions first
carry-since = Since
carry-newest = Newest
carry-older = Older
carry-phone-title = Phone
carry-carries = Forms on it
carry-carries-none = It has fetched no form yet.
carry-carries-none-hint = Open ODK Collect on it and get the blank forms.
carry-carries-caption = Versions that it carries, older ones first
carry-may = Forms that it may have
carry-may-legend = Give it
carry-may-hint = What it has already fetched stays on it until it refreshes its forms.
carry-every = Every form of this project, also those to come
carry-every-short = Every form
carry-save = Save
carry-count = { $count ->
    [one] { $count } form
   *[other] { $count } forms
}
carry-count-old = { $count ->
    [one] { $count } older
   *[other] { $count } older
}

# Who may have what
carry-access-title = Form access
carry-access-go = Form access: which phone may have which form
carry-access-lead = Tick what each phone may have. “Every form” holds for forms that come later too.
carry-access-none = There are no phones in use, or no forms.
carry-access-none-hint = Add a phone, upload a form.
carry-access-caption = Phones and forms
