//! The tables as diesel sees them: the same columns as `migrations/*`, in the same order. `tests/store/schema.rs`
//! compares this page with both databases. What each table is for stands beside it in the migrations.
#![allow(missing_docs)] // diesel's macro documents nothing, and the migrations say what each column is.

diesel::table! {
    agencies (id) {
        id -> Text,
        code -> Text,
        name -> Text,
        created_at -> BigInt,
        disabled_at -> Nullable<BigInt>,
        kind -> Text,
    }
}

diesel::table! {
    providers (agency_id, service) {
        agency_id -> Text,
        service -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    actors (id) {
        id -> BigInt,
        kind -> Text,
        display_name -> Text,
        created_at -> BigInt,
        updated_at -> Nullable<BigInt>,
        deleted_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    users (actor_id) {
        actor_id -> BigInt,
        agency_id -> Nullable<Text>,
        role -> Text,
        email -> Text,
        password_hash -> Nullable<Text>,
        link_hash -> Nullable<Binary>,
        link_expires_at -> Nullable<BigInt>,
        invited_by -> Nullable<BigInt>,
        last_login_at -> Nullable<BigInt>,
        disabled_at -> Nullable<BigInt>,
        seal -> Nullable<Binary>,
        factor -> Nullable<Binary>,
        lang -> Nullable<Text>,
        digits -> Nullable<Text>,
        theme -> Nullable<Text>,
        utc_offset -> Nullable<Integer>,
    }
}

diesel::table! {
    second_factors (actor_id) {
        actor_id -> BigInt,
        sealed -> Binary,
        begun_at -> BigInt,
        confirmed_at -> Nullable<BigInt>,
        last_step -> BigInt,
    }
}

diesel::table! {
    sessions (token_hash) {
        token_hash -> Binary,
        actor_id -> BigInt,
        csrf -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        seal -> Nullable<Binary>,
        begun_with -> Text,
        id -> Text,
        face -> Text,
        browser -> Text,
        used_at -> BigInt,
        before_at -> Nullable<BigInt>,
        before_browser -> Nullable<Text>,
        wrong_tries -> BigInt,
    }
}

diesel::table! {
    sign_ins (actor_id, browser) {
        actor_id -> BigInt,
        browser -> Text,
        last_at -> BigInt,
        told_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    personal_notices (id) {
        id -> Text,
        actor_id -> BigInt,
        kind -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    passkeys (id) {
        id -> Text,
        actor_id -> BigInt,
        credential -> Binary,
        sealed -> Binary,
        counter -> BigInt,
        created_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    passkey_challenges (hash) {
        hash -> Binary,
        actor_id -> BigInt,
        what -> Text,
        expires_at -> BigInt,
    }
}

diesel::table! {
    recoveries (id) {
        id -> Text,
        actor_id -> BigInt,
        agency_id -> Nullable<Text>,
        reason -> Text,
        asked_by -> Nullable<BigInt>,
        asked_at -> BigInt,
        expires_at -> BigInt,
        seal -> Binary,
        decided_by -> Nullable<BigInt>,
        decided_at -> Nullable<BigInt>,
        agreed -> Nullable<Bool>,
    }
}

diesel::table! {
    projects (id) {
        id -> BigInt,
        agency_id -> Nullable<Text>,
        name -> Text,
        description -> Nullable<Text>,
        archived -> Bool,
        created_at -> BigInt,
        updated_at -> Nullable<BigInt>,
        deleted_at -> Nullable<BigInt>,
        requires_stage -> Bool,
    }
}

diesel::table! {
    devices (actor_id) {
        actor_id -> BigInt,
        project_id -> BigInt,
        token_hash -> Nullable<Binary>,
        username -> Text,
        ha1_sealed -> Binary,
        created_by -> Nullable<BigInt>,
        last_seen_at -> Nullable<BigInt>,
        revoked_at -> Nullable<BigInt>,
        area -> Nullable<Text>,
    }
}

diesel::table! {
    keys (id) {
        id -> Text,
        agency_id -> Nullable<Text>,
        purpose -> Text,
        custody -> Text,
        state -> Text,
        public_key -> Binary,
        fingerprint -> Text,
        wrapped_private -> Binary,
        kdf -> Nullable<Text>,
        requested_by -> Nullable<BigInt>,
        confirmed_by -> Nullable<BigInt>,
        created_at -> BigInt,
        activated_at -> Nullable<BigInt>,
        retired_at -> Nullable<BigInt>,
        disabled_at -> Nullable<BigInt>,
        disabled_reason -> Nullable<Text>,
        retiring_at -> Nullable<BigInt>,
        destroyed_at -> Nullable<BigInt>,
        expires_at -> Nullable<BigInt>,
        state_before -> Nullable<Text>,
        destroy_asked_by -> Nullable<BigInt>,
        seal -> Nullable<Binary>,
    }
}

diesel::table! {
    releases (id) {
        id -> Text,
        month -> Text,
        name -> Text,
        number -> BigInt,
        body -> Text,
        counted -> Nullable<Binary>,
        left_out -> BigInt,
        released_at -> BigInt,
    }
}

diesel::table! {
    retention_orders (id) {
        id -> Text,
        agency_id -> Nullable<Text>,
        submission_id -> Text,
        kind -> Text,
        reason -> Text,
        asked_by -> BigInt,
        asked_at -> BigInt,
        until_at -> Nullable<BigInt>,
        approved_by -> Nullable<BigInt>,
        approved_at -> Nullable<BigInt>,
        lifted_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    certificates (id) {
        id -> Text,
        agency_id -> Nullable<Text>,
        cause -> Text,
        submission_id -> Nullable<Text>,
        order_id -> Nullable<Text>,
        things -> BigInt,
        wraps -> BigInt,
        files -> BigInt,
        at -> BigInt,
        signature -> Binary,
    }
}

diesel::table! {
    audit_heads (link) {
        link -> BigInt,
        hash -> Binary,
        signed_at -> BigInt,
        signature -> Binary,
    }
}

diesel::table! {
    carried (device_id, app, form_id) {
        device_id -> BigInt,
        app -> Text,
        form_id -> Text,
        rendition_id -> Text,
        fetched_at -> BigInt,
    }
}

diesel::table! {
    stops (id) {
        id -> Text,
        scope -> Text,
        subject -> Text,
        agency_id -> Nullable<Text>,
        reason -> Text,
        set_by -> BigInt,
        set_at -> BigInt,
        lifted_by -> Nullable<BigInt>,
        lifted_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    alerts (id) {
        id -> Text,
        agency_id -> Nullable<Text>,
        kind -> Text,
        subject -> Text,
        waiting -> BigInt,
        since -> BigInt,
        level -> BigInt,
        updated_at -> BigInt,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    notices (id) {
        id -> Text,
        agency_id -> Nullable<Text>,
        kind -> Text,
        urgency -> Nullable<Text>,
        level -> BigInt,
        waiting -> BigInt,
        created_at -> BigInt,
        mailed_at -> Nullable<BigInt>,
        posted_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    webhooks (id) {
        id -> Text,
        agency_id -> Text,
        host -> Text,
        address -> Binary,
        secret -> Binary,
        made_by -> BigInt,
        made_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        ended_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    messages (id) {
        id -> Text,
        channel -> Text,
        recipient -> Text,
        agency_id -> Nullable<Text>,
        notices -> Text,
        state -> Text,
        attempts -> BigInt,
        tried_since -> BigInt,
        created_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        problem -> Nullable<Text>,
    }
}

diesel::table! {
    unmailed (actor_id) {
        actor_id -> BigInt,
    }
}

diesel::table! {
    forms (id) {
        id -> Text,
        project_id -> BigInt,
        xml_form_id -> Text,
        state -> Text,
        created_at -> BigInt,
        updated_at -> Nullable<BigInt>,
        deleted_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    form_versions (id) {
        id -> Text,
        form_id -> Text,
        version -> Text,
        state -> Text,
        stage -> Nullable<Text>,
        title -> Text,
        xml -> Binary,
        md5 -> Text,
        draft_token -> Nullable<Text>,
        warnings_reason -> Nullable<Text>,
        created_by -> Nullable<BigInt>,
        created_at -> BigInt,
        published_at -> Nullable<BigInt>,
        published_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    draft_hands (form_version_id, actor_id) {
        form_version_id -> Text,
        actor_id -> BigInt,
        at -> BigInt,
    }
}

diesel::table! {
    publish_requests (form_version_id) {
        form_version_id -> Text,
        asked_by -> BigInt,
        asked_at -> BigInt,
        reason -> Nullable<Text>,
    }
}

diesel::table! {
    form_files (form_version_id, name) {
        form_version_id -> Text,
        name -> Text,
        kind -> Text,
        content_type -> Nullable<Text>,
        md5 -> Nullable<Text>,
        bytes -> Nullable<Binary>,
        updated_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    renditions (id) {
        id -> Text,
        form_version_id -> Text,
        key_id -> Nullable<Text>,
        version -> Text,
        xml -> Binary,
        md5 -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    grants (id) {
        id -> Text,
        project_id -> BigInt,
        form_id -> Nullable<Text>,
        actor_id -> BigInt,
        role -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    submissions (id) {
        id -> Text,
        project_id -> BigInt,
        agency_id -> Nullable<Text>,
        form_id -> Text,
        rendition_id -> Text,
        instance_id -> Text,
        state -> Text,
        envelope -> Nullable<Binary>,
        envelope_sha256 -> Binary,
        parts_expected -> Integer,
        parts_present -> Integer,
        device_actor_id -> Nullable<BigInt>,
        device_id -> Nullable<Text>,
        user_agent -> Nullable<Text>,
        record_id -> Nullable<Text>,
        created_at -> BigInt,
        updated_at -> Nullable<BigInt>,
        opened_at -> Nullable<BigInt>,
        case_id -> Nullable<Text>,
        first_id -> Nullable<Text>,
        replaced_by -> Nullable<Text>,
        named -> Nullable<Text>,
        review_state -> Nullable<Text>,
    }
}

diesel::table! {
    reviews (id) {
        id -> Text,
        submission_id -> Text,
        version_id -> Text,
        state -> Text,
        actor_id -> Nullable<BigInt>,
        at -> BigInt,
    }
}

diesel::table! {
    comments (id) {
        id -> Text,
        submission_id -> Text,
        version_id -> Text,
        record_id -> Text,
        actor_id -> BigInt,
        at -> BigInt,
    }
}

diesel::table! {
    entity_lists (id) {
        id -> Text,
        project_id -> BigInt,
        name -> Text,
        approval -> Bool,
        revision -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    entity_properties (list_id, name) {
        list_id -> Text,
        name -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    entities (list_id, entity_id) {
        list_id -> Text,
        entity_id -> Text,
        version -> BigInt,
        conflict -> Nullable<Text>,
        created_at -> BigInt,
        updated_at -> Nullable<BigInt>,
        deleted_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    entity_versions (list_id, entity_id, version) {
        list_id -> Text,
        entity_id -> Text,
        version -> BigInt,
        branch_id -> Nullable<Text>,
        branch_base -> Nullable<BigInt>,
        submission_id -> Nullable<Text>,
        sealed -> Binary,
        created_at -> BigInt,
    }
}

diesel::table! {
    entity_actions (id) {
        id -> Text,
        project_id -> BigInt,
        submission_id -> Text,
        state -> Text,
        error -> Nullable<Text>,
        sealed -> Binary,
        created_at -> BigInt,
        tried_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    pull_order (seq) {
        seq -> BigInt,
        submission_id -> Text,
        form_id -> Text,
        complete -> Bool,
    }
}

diesel::table! {
    submission_parts (submission_id, ordinal) {
        submission_id -> Text,
        ordinal -> Integer,
        name -> Text,
        bytes -> Nullable<Binary>,
        blob_id -> Nullable<Text>,
        size -> Nullable<BigInt>,
        record_id -> Nullable<Text>,
    }
}

diesel::table! {
    records (id) {
        id -> Text,
        agency_id -> Nullable<Text>,
        submission_id -> Nullable<Text>,
        kind -> Text,
        format -> Integer,
        sealed -> Nullable<Binary>,
        blob_id -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    record_keys (record_id, key_id) {
        record_id -> Text,
        key_id -> Text,
        wrapped -> Binary,
        created_at -> BigInt,
    }
}

diesel::table! {
    queues (id) {
        id -> Text,
        agency_id -> Text,
        label_mac -> Binary,
        created_at -> BigInt,
    }
}

diesel::table! {
    consents (id) {
        id -> Text,
        agency_id -> Text,
        submission_id -> Text,
        record_id -> Text,
        expires_at -> BigInt,
        created_at -> BigInt,
        case_id -> Nullable<Text>,
        state -> Text,
        basis -> Text,
        approval -> Text,
        asked_by -> Nullable<BigInt>,
        confirmed_by -> Nullable<BigInt>,
        confirmed_at -> Nullable<BigInt>,
        withdrawn_by -> Nullable<BigInt>,
        withdrawn_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    referrals (id) {
        id -> Text,
        submission_id -> Text,
        queue_id -> Text,
        from_agency -> Text,
        to_agency -> Text,
        consent_id -> Nullable<Text>,
        urgency -> Text,
        state -> Text,
        record_id -> Text,
        see_by -> BigInt,
        decide_by -> BigInt,
        sent_at -> BigInt,
        seen_at -> Nullable<BigInt>,
        decided_at -> Nullable<BigInt>,
        case_id -> Nullable<Text>,
        escalation -> Integer,
        paused_at -> Nullable<BigInt>,
        pause_ends_at -> Nullable<BigInt>,
        contact_by -> BigInt,
        serve_by -> BigInt,
        contacted_at -> Nullable<BigInt>,
        delivered_at -> Nullable<BigInt>,
        closed_at -> Nullable<BigInt>,
        follows -> Nullable<Text>,
        tries -> Integer,
        moved_at -> BigInt,
        feedback -> Nullable<Text>,
        reopening -> Nullable<Text>,
        attested_at -> Nullable<BigInt>,
        contact_record_id -> Nullable<Text>,
    }
}

diesel::table! {
    referral_events (id) {
        id -> Text,
        referral_id -> Text,
        from_state -> Text,
        to_state -> Text,
        actor_id -> Nullable<BigInt>,
        reason -> Nullable<Text>,
        at -> BigInt,
        by_whom -> Text,
        record_id -> Nullable<Text>,
    }
}

diesel::table! {
    agency_hours (agency_id) {
        agency_id -> Text,
        hours -> Text,
        set_at -> BigInt,
    }
}

diesel::table! {
    jobs (id) {
        id -> BigInt,
        kind -> Text,
        subject_id -> Text,
        run_at -> BigInt,
        attempts -> Integer,
        lease -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    audit (seq) {
        seq -> BigInt,
        at -> BigInt,
        actor_id -> Nullable<BigInt>,
        actor_kind -> Text,
        agency_id -> Nullable<Text>,
        action -> Text,
        object_kind -> Text,
        object_id -> Text,
        class -> Nullable<Text>,
        purpose -> Nullable<Text>,
        result -> Text,
        note -> Nullable<Text>,
        link -> Nullable<BigInt>,
        prev_hash -> Nullable<Binary>,
        hash -> Nullable<Binary>,
    }
}

diesel::table! {
    settings (key) {
        key -> Text,
        value -> Text,
    }
}

diesel::table! {
    cases (id) {
        id -> Text,
        agency_id -> Text,
        pathway -> Text,
        screening -> Nullable<Text>,
        submissions -> BigInt,
        opened_at -> BigInt,
        updated_at -> BigInt,
        state -> Text,
        caseworker -> Nullable<BigInt>,
        supervisor -> Nullable<BigInt>,
    }
}

diesel::table! {
    sites (area) {
        area -> Text,
        agency_id -> Nullable<Text>,
        submission_id -> Nullable<Text>,
        clear_step1 -> Bool,
        clear_step2 -> Bool,
        analysed_at -> BigInt,
        review_by -> BigInt,
    }
}

diesel::table! {
    site_offers (area, agency_id) {
        area -> Text,
        agency_id -> Text,
        reason -> Text,
        given_by -> BigInt,
        given_at -> BigInt,
        ends_at -> BigInt,
    }
}

diesel::table! {
    pathways (label) {
        label -> Text,
        tables -> Text,
        sha256 -> Binary,
        proposed_by -> BigInt,
        proposed_at -> BigInt,
        starts_at -> BigInt,
        activated_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    pathway_signatures (label, actor_id) {
        label -> Text,
        actor_id -> BigInt,
        signed_at -> BigInt,
    }
}

diesel::table! {
    provider_entries (agency_id, service, area) {
        agency_id -> Text,
        service -> Text,
        area -> Text,
        sexes -> Text,
        ages -> Text,
        languages -> Text,
        capacity -> Text,
        hours -> Nullable<Text>,
        verified_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    protocols (id) {
        id -> Text,
        services -> Nullable<Text>,
        classes -> Text,
        starts_at -> BigInt,
        ends_at -> BigInt,
        proposed_by -> BigInt,
        proposed_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        ended_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    protocol_parties (protocol_id, agency_id) {
        protocol_id -> Text,
        agency_id -> Text,
    }
}

diesel::table! {
    protocol_signatures (protocol_id, actor_id) {
        protocol_id -> Text,
        actor_id -> BigInt,
        agency_id -> Nullable<Text>,
        signed_at -> BigInt,
    }
}

diesel::table! {
    gaps (service, area, month) {
        service -> Text,
        area -> Text,
        month -> Text,
        counted -> BigInt,
    }
}

diesel::table! {
    case_names (mac) {
        mac -> Binary,
        case_id -> Text,
    }
}

diesel::table! {
    case_events (id) {
        id -> Text,
        case_id -> Text,
        from_state -> Text,
        to_state -> Text,
        actor_id -> BigInt,
        reason -> Nullable<Binary>,
        at -> BigInt,
        submissions -> BigInt,
    }
}

diesel::table! {
    unmatched (submission_id) {
        submission_id -> Text,
        case_id -> Text,
        state -> Text,
        at -> BigInt,
        decided_by -> Nullable<BigInt>,
        decided_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    approvals (id) {
        id -> Text,
        agency_id -> Text,
        case_id -> Text,
        asked -> Binary,
        asked_by -> BigInt,
        asked_at -> BigInt,
        expires_at -> BigInt,
        decided_by -> Nullable<BigInt>,
        decided_at -> Nullable<BigInt>,
        approved -> Nullable<Bool>,
    }
}

diesel::table! {
    break_glass (id) {
        id -> Text,
        agency_id -> Text,
        case_id -> Text,
        actor_id -> BigInt,
        reason -> Binary,
        at -> BigInt,
        until_at -> BigInt,
        reviewed_by -> Nullable<BigInt>,
        reviewed_at -> Nullable<BigInt>,
        justified -> Nullable<Bool>,
    }
}

diesel::table! {
    certifications (actor_id) {
        actor_id -> BigInt,
        until_at -> BigInt,
        given_by -> BigInt,
        given_at -> BigInt,
    }
}

diesel::table! {
    transfers (id) {
        id -> Text,
        case_id -> Text,
        from_agency -> Text,
        to_agency -> Text,
        state -> Text,
        note_record -> Text,
        about -> Nullable<Binary>,
        consent_id -> Nullable<Text>,
        urgency -> Nullable<Text>,
        asked_by -> BigInt,
        asked_at -> BigInt,
        approved_by -> Nullable<BigInt>,
        offered_at -> Nullable<BigInt>,
        ends_at -> BigInt,
        decided_by -> Nullable<BigInt>,
        decided_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    case_owners (case_id, since_at) {
        case_id -> Text,
        since_at -> BigInt,
        agency_id -> Text,
        until_at -> Nullable<BigInt>,
        transfer_id -> Nullable<Text>,
    }
}

diesel::joinable!(providers -> agencies (agency_id));
diesel::joinable!(users -> actors (actor_id));
diesel::joinable!(users -> agencies (agency_id));
diesel::joinable!(sessions -> actors (actor_id));
diesel::joinable!(projects -> agencies (agency_id));
diesel::joinable!(devices -> actors (actor_id));
diesel::joinable!(devices -> projects (project_id));
diesel::joinable!(keys -> agencies (agency_id));
diesel::joinable!(carried -> devices (device_id));
diesel::joinable!(carried -> renditions (rendition_id));
diesel::table! {
    claims (submission_id) {
        submission_id -> Text,
        key_id -> Text,
        until_at -> BigInt,
    }
}

diesel::table! {
    workers (key_id) {
        key_id -> Text,
        seen_at -> BigInt,
    }
}

diesel::table! {
    errands (submission_id) {
        submission_id -> Text,
        fetched_at -> BigInt,
        delivered_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    told_steps (event_id) {
        event_id -> Text,
        told_at -> BigInt,
    }
}

diesel::joinable!(forms -> projects (project_id));
diesel::joinable!(form_versions -> forms (form_id));
diesel::joinable!(form_files -> form_versions (form_version_id));
diesel::joinable!(draft_hands -> form_versions (form_version_id));
diesel::joinable!(publish_requests -> form_versions (form_version_id));
diesel::joinable!(renditions -> form_versions (form_version_id));
diesel::joinable!(renditions -> keys (key_id));
diesel::joinable!(grants -> projects (project_id));
diesel::joinable!(grants -> forms (form_id));
diesel::joinable!(grants -> actors (actor_id));
diesel::joinable!(submissions -> forms (form_id));
diesel::joinable!(submissions -> renditions (rendition_id));
diesel::joinable!(submission_parts -> submissions (submission_id));
diesel::joinable!(comments -> records (record_id));
diesel::joinable!(pull_order -> submissions (submission_id));
diesel::joinable!(claims -> submissions (submission_id));
diesel::joinable!(errands -> submissions (submission_id));
diesel::joinable!(workers -> keys (key_id));
diesel::joinable!(told_steps -> referral_events (event_id));
diesel::joinable!(record_keys -> records (record_id));
diesel::joinable!(record_keys -> keys (key_id));
diesel::joinable!(queues -> agencies (agency_id));
diesel::joinable!(agency_hours -> agencies (agency_id));
diesel::joinable!(consents -> records (record_id));
diesel::joinable!(referrals -> submissions (submission_id));
diesel::joinable!(referrals -> queues (queue_id));
diesel::joinable!(referrals -> records (record_id));
diesel::joinable!(referral_events -> referrals (referral_id));

diesel::joinable!(cases -> agencies (agency_id));
diesel::joinable!(case_events -> cases (case_id));
diesel::joinable!(unmatched -> submissions (submission_id));
diesel::joinable!(unmatched -> cases (case_id));
diesel::joinable!(approvals -> agencies (agency_id));
diesel::joinable!(approvals -> cases (case_id));
diesel::joinable!(break_glass -> agencies (agency_id));
diesel::joinable!(break_glass -> cases (case_id));
diesel::joinable!(transfers -> cases (case_id));
diesel::joinable!(case_owners -> cases (case_id));
diesel::joinable!(certifications -> actors (actor_id));
diesel::joinable!(sites -> agencies (agency_id));
diesel::joinable!(site_offers -> agencies (agency_id));
diesel::joinable!(pathway_signatures -> pathways (label));
diesel::joinable!(provider_entries -> agencies (agency_id));
diesel::joinable!(protocol_parties -> protocols (protocol_id));
diesel::joinable!(protocol_signatures -> protocols (protocol_id));

diesel::allow_tables_to_appear_in_same_query!(
    approvals,
    break_glass,
    case_events,
    case_names,
    certifications,
    unmatched,
    transfers,
    case_owners,
    agencies,
    providers,
    actors,
    users,
    second_factors,
    sessions,
    sign_ins,
    personal_notices,
    passkeys,
    passkey_challenges,
    recoveries,
    projects,
    devices,
    keys,
    carried,
    stops,
    alerts,
    notices,
    webhooks,
    messages,
    unmailed,
    audit_heads,
    claims,
    workers,
    errands,
    told_steps,
    releases,
    retention_orders,
    certificates,
    forms,
    form_versions,
    form_files,
    draft_hands,
    publish_requests,
    renditions,
    grants,
    submissions,
    entities,
    entity_versions,
    entity_lists,
    entity_properties,
    entity_actions,
    pull_order,
    submission_parts,
    reviews,
    comments,
    records,
    record_keys,
    queues,
    consents,
    referrals,
    referral_events,
    agency_hours,
    jobs,
    audit,
    settings,
    cases,
    sites,
    site_offers,
    pathways,
    pathway_signatures,
    provider_entries,
    protocols,
    protocol_parties,
    protocol_signatures,
    gaps,
);

diesel::allow_columns_to_appear_in_same_group_by_clause!(
    submissions::agency_id,
    submissions::state,
    renditions::key_id,
);
