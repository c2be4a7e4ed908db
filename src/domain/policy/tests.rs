use proptest::prelude::*;

use super::*;

fn person(id: i64, role: Role, agency: Option<&str>) -> Actor {
    Actor {
        id,
        kind: ActorKind::Person(role),
        agency: agency.map(str::to_owned),
        signed_in: SignedIn::Fully,
    }
}

fn allowed(actor: &Actor, action: Action, resource: Resource<'_>) -> bool {
    may(actor, action, resource).is_ok()
}

/// What reads an agency's content or uses its keys.
fn is_content(action: Action) -> bool {
    matches!(
        action,
        Action::SubmissionRead
            | Action::CaseList
            | Action::CaseAssign
            | Action::CaseStep
            | Action::CaseUnmatched
            | Action::CaseBreakGlass
            | Action::CaseReview
            | Action::ApprovalAsk
            | Action::ApprovalDecide
            | Action::CaseOwners
            | Action::TransferAsk
            | Action::TransferList
            | Action::TransferAccept
            | Action::TransferDecline
            | Action::TransferTakeBack
            | Action::TransferNote
            | Action::QueueList
            | Action::ReferralList
            | Action::ReferralRead
            | Action::ReferralDecide
            | Action::ReferralReveal
            | Action::ReferralFollow
            | Action::ReferralRecall
            | Action::KeyMake
            | Action::KeyBring
            | Action::KeyConfirm
            | Action::KeyRotate
            | Action::KeyUnlock
            | Action::KeyLock
            | Action::KeyDisable
    )
}

fn resources_of(agency: &str) -> [Resource<'_>; 12] {
    [
        Resource::Agency(agency),
        Resource::AgencyWithoutPeople(agency),
        Resource::Project {
            id: 1,
            agency: Some(agency),
        },
        Resource::Person {
            role: Role::Caseworker,
            agency: Some(agency),
        },
        Resource::PendingKey {
            agency,
            requested_by: 99,
        },
        Resource::Submission {
            project: 1,
            agency: Some(agency),
            stage: Some(Stage::Verify),
            works_on: true,
        },
        Resource::Case {
            agency,
            caseworker: Some(1),
        },
        Resource::Consents {
            agency,
            caseworker: Some(1),
            looks: false,
        },
        Resource::Approval {
            agency,
            asked_by: 99,
        },
        Resource::BrokenGlass { agency, looked: 99 },
        Resource::Received { by: agency },
        Resource::Sent { by: agency },
    ]
}

#[test]
fn every_action_has_a_row_in_the_printed_matrix() {
    let matrix = matrix();
    assert_eq!(matrix.lines().count(), Action::ALL.len() + 2);
    for &action in Action::ALL {
        let row = matrix
            .lines()
            .find(|line| line.split(' ').next() == Some(action.as_str()))
            .expect("each action has a row");
        assert!(
            row.chars().skip(18).any(|c| "oxgp".contains(c)),
            "{action} is allowed to nobody"
        );
    }
}

#[test]
fn readers_read_their_own_agency_and_learn_nothing_of_others() {
    for role in [Role::Supervisor, Role::Caseworker] {
        let actor = person(1, role, Some("a1"));
        let own = Resource::Project {
            id: 7,
            agency: Some("a1"),
        };
        assert_eq!(
            may(&actor, Action::SubmissionRead, own)
                .expect("own")
                .scope()
                .project(),
            Some(7)
        );
        let other = Resource::Project {
            id: 8,
            agency: Some("a2"),
        };
        assert_eq!(
            may(&actor, Action::SubmissionRead, other),
            Err(Denied::Hidden)
        );
        let general = Resource::Project {
            id: 9,
            agency: None,
        };
        assert_eq!(
            may(&actor, Action::SubmissionRead, general),
            Err(Denied::Hidden)
        );
    }
    let focal = person(1, Role::FocalPoint, Some("a1"));
    let own = Resource::Project {
        id: 7,
        agency: Some("a1"),
    };
    assert!(allowed(&focal, Action::SubmissionList, own));
    assert_eq!(
        may(&focal, Action::SubmissionRead, own),
        Err(Denied::Forbidden)
    );
}

#[test]
fn nobody_of_an_agency_may_do_anything_in_another() {
    for &role in &[
        Role::Supervisor,
        Role::Caseworker,
        Role::FocalPoint,
        Role::DataManager,
    ] {
        for &action in Action::ALL {
            for resource in resources_of("a2") {
                assert_eq!(
                    may(&person(1, role, Some("a1")), action, resource),
                    Err(Denied::Hidden),
                    "{role} {action}"
                );
            }
        }
    }
}

#[test]
fn the_receiver_decides_and_the_sender_only_looks() {
    let focal = person(1, Role::FocalPoint, Some("a1"));
    let grant = may(&focal, Action::ReferralList, Resource::Agency("a1")).expect("own queues");
    assert_eq!(grant.scope().agency(), Some("a1"));
    assert!(allowed(
        &focal,
        Action::ReferralDecide,
        Resource::Received { by: "a1" }
    ));
    assert!(allowed(
        &focal,
        Action::ReferralRead,
        Resource::Sent { by: "a1" }
    ));
    assert!(!allowed(
        &focal,
        Action::ReferralDecide,
        Resource::Sent { by: "a1" }
    ));
    assert!(!allowed(
        &focal,
        Action::ReferralRead,
        Resource::Agency("a1")
    ));
    assert!(!allowed(
        &person(2, Role::DataManager, Some("a1")),
        Action::ReferralList,
        Resource::Agency("a1")
    ));
}

#[test]
fn people_are_invited_by_their_own() {
    let admin = person(1, Role::Admin, None);
    let focal = person(2, Role::FocalPoint, Some("a1"));
    for &role in Role::ALL {
        let of_agency = !matches!(role, Role::Admin | Role::Auditor | Role::Coordination);
        for action in [Action::UserInvite, Action::UserReset] {
            assert_eq!(
                allowed(&admin, action, Resource::Person { role, agency: None }),
                !of_agency,
                "{role}"
            );
            assert!(
                !allowed(
                    &admin,
                    action,
                    Resource::Person {
                        role,
                        agency: Some("a1")
                    }
                ),
                "{role}"
            );
            assert_eq!(
                allowed(
                    &focal,
                    action,
                    Resource::Person {
                        role,
                        agency: Some("a1")
                    }
                ),
                of_agency,
                "{role}"
            );
            assert!(
                !allowed(
                    &focal,
                    action,
                    Resource::Person {
                        role,
                        agency: Some("a2")
                    }
                ),
                "{role}"
            );
            assert!(
                !allowed(&focal, action, Resource::Person { role, agency: None }),
                "{role}"
            );
        }
    }
}

#[test]
fn a_first_focal_point_comes_only_to_an_agency_that_never_had_anybody() {
    let admin = person(1, Role::Admin, None);
    assert!(allowed(
        &admin,
        Action::AgencyBootstrap,
        Resource::AgencyWithoutPeople("a1")
    ));
    assert!(!allowed(
        &admin,
        Action::AgencyBootstrap,
        Resource::Agency("a1")
    ));
    let focal = person(2, Role::FocalPoint, Some("a1"));
    assert!(!allowed(
        &focal,
        Action::AgencyBootstrap,
        Resource::AgencyWithoutPeople("a1")
    ));
}

#[test]
fn nobody_is_the_second_person_for_their_own_key() {
    let focal = person(2, Role::FocalPoint, Some("a1"));
    assert!(allowed(
        &focal,
        Action::KeyConfirm,
        Resource::PendingKey {
            agency: "a1",
            requested_by: 3
        }
    ));
    assert!(!allowed(
        &focal,
        Action::KeyConfirm,
        Resource::PendingKey {
            agency: "a1",
            requested_by: 2
        }
    ));
    assert!(!allowed(&focal, Action::KeyConfirm, Resource::Agency("a1")));
}

#[test]
fn a_phone_stays_in_its_project() {
    let phone = Actor {
        id: 5,
        kind: ActorKind::Device { project: 7 },
        agency: Some("a1".to_owned()),
        signed_in: SignedIn::Fully,
    };
    let own = Resource::Project {
        id: 7,
        agency: Some("a1"),
    };
    for &action in Action::ALL {
        let expected = matches!(action, Action::FormDownload | Action::SubmissionCreate);
        assert_eq!(allowed(&phone, action, own), expected, "{action}");
        assert_eq!(
            may(
                &phone,
                action,
                Resource::Project {
                    id: 8,
                    agency: Some("a1")
                }
            ),
            Err(Denied::Hidden)
        );
        assert_eq!(
            may(&phone, action, Resource::Agency("a1")),
            Err(Denied::Hidden)
        );
    }
}

#[test]
fn an_admin_has_centrals_rights_in_a_project_without_an_agency() {
    let admin = person(1, Role::Admin, None);
    let general = Resource::Project {
        id: 9,
        agency: None,
    };
    for action in [
        Action::SubmissionRead,
        Action::SubmissionCreate,
        Action::FormPublish,
        Action::DeviceManage,
    ] {
        assert!(allowed(&admin, action, general), "{action}");
    }
    assert_eq!(
        may(
            &admin,
            Action::SubmissionRead,
            Resource::Project {
                id: 1,
                agency: Some("a1")
            }
        ),
        Err(Denied::Forbidden)
    );
}

#[test]
fn an_auditor_holds_nothing_but_the_audit_and_what_is_public() {
    let auditor = person(1, Role::Auditor, None);
    let general = Resource::Project {
        id: 9,
        agency: None,
    };
    for resource in resources_of("a1")
        .into_iter()
        .chain([Resource::Platform, general])
    {
        for &action in Action::ALL {
            if action == Action::CertificateList {
                // Proof of what was destroyed, without content.
                continue;
            }
            // Alerts tell an auditor that somebody opened more than they may.
            let public = matches!(
                action,
                Action::AgencyList | Action::PathwayRead | Action::AlertList
            ) && resource == Resource::Platform;
            assert_eq!(
                allowed(&auditor, action, resource),
                public || action == Action::AuditRead,
                "{action}"
            );
        }
    }
}

#[test]
fn a_caseworker_s_word_on_consents_counts_in_their_own_cases_and_a_look_confirms_nothing() {
    let caseworker = person(1, Role::Caseworker, Some("a1"));
    let supervisor = person(2, Role::Supervisor, Some("a1"));
    let of = |caseworker, looks| Resource::Consents {
        agency: "a1",
        caseworker,
        looks,
    };
    let acts = [
        Action::ConsentRead,
        Action::ConsentAsk,
        Action::ConsentConfirm,
        Action::ConsentWithdraw,
    ];
    for action in acts {
        assert!(allowed(&caseworker, action, of(Some(1), false)), "{action}");
        for other in [None, Some(3)] {
            assert!(!allowed(&caseworker, action, of(other, false)), "{action}");
            let looked = matches!(action, Action::ConsentRead | Action::ConsentAsk);
            assert_eq!(
                allowed(&caseworker, action, of(other, true)),
                looked,
                "{action}"
            );
        }
        assert!(allowed(&supervisor, action, of(None, false)), "{action}");
        let listed = action == Action::ConsentRead;
        assert_eq!(
            allowed(&caseworker, action, Resource::Agency("a1")),
            listed,
            "{action}"
        );
    }
    assert!(!allowed(
        &caseworker,
        Action::ConsentApprove,
        of(Some(1), true)
    ));
}

#[test]
fn a_case_is_stepped_by_its_caseworker_and_supervisors_and_nobody_decides_their_own() {
    let caseworker = person(1, Role::Caseworker, Some("a1"));
    let supervisor = person(2, Role::Supervisor, Some("a1"));
    let case = |caseworker| Resource::Case {
        agency: "a1",
        caseworker,
    };
    for action in [
        Action::CaseStep,
        Action::ApprovalAsk,
        Action::TransferAsk,
        Action::TransferNote,
    ] {
        assert!(allowed(&caseworker, action, case(Some(1))));
        assert!(!allowed(&caseworker, action, case(Some(3))));
        assert!(!allowed(&caseworker, action, case(None)));
        assert!(allowed(&supervisor, action, case(None)));
    }
    let asked = |asked_by| Resource::Approval {
        agency: "a1",
        asked_by,
    };
    assert!(allowed(&supervisor, Action::ApprovalDecide, asked(1)));
    assert!(!allowed(&supervisor, Action::ApprovalDecide, asked(2)));
    assert!(!allowed(&caseworker, Action::ApprovalDecide, asked(2)));
    let looked = |looked| Resource::BrokenGlass {
        agency: "a1",
        looked,
    };
    assert!(allowed(&supervisor, Action::CaseReview, looked(1)));
    assert!(!allowed(&supervisor, Action::CaseReview, looked(2)));
    assert!(!is_dormant(None, 99 * DAY) && !is_dormant(Some(0), 30 * DAY));
    assert!(is_dormant(Some(0), 30 * DAY + 1));
    assert!(!is_certified(None, 1) && !is_certified(Some(1), 1) && is_certified(Some(2), 1));
}

/// Everything that an admin, and whoever the admin can become, may do to the accounts of a small world.
struct World {
    /// Accounts whose sign-in the admin controls.
    controlled: Vec<Actor>,
    next_id: i64,
}

impl World {
    fn attempt(&mut self, actor: usize, action: Action, role: Role, agency: Option<&str>) {
        let actor = self.controlled[actor % self.controlled.len()].clone();
        let person = Resource::Person { role, agency };
        let resource = match (action, agency) {
            (Action::UserInvite | Action::UserReset | Action::UserDisable, _) => person,
            // Every agency of this world has had people: the caller never says AgencyWithoutPeople.
            (_, Some(agency)) => Resource::Agency(agency),
            (_, None) => Resource::Platform,
        };
        let takes_over = matches!(
            action,
            Action::UserInvite | Action::UserReset | Action::AgencyBootstrap
        );
        if may(&actor, action, resource).is_ok() && takes_over {
            self.next_id += 1;
            self.controlled
                .push(self::person(self.next_id, role, agency));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn what_was_said_is_read_by_its_agency_s_supervisors_and_by_who_works_on_it(
        role in 0..Role::ALL.len(), at in 0..3_usize, owner in 0..3_usize, stage in 0..=Stage::ALL.len(), works_on in any::<bool>(),
    ) {
        let agencies = [None, Some("a1"), Some("a2")];
        let (role, agency, stage) = (Role::ALL[role], agencies[owner], Stage::ALL.get(stage).copied());
        let actor = person(1, role, agencies[at]);
        let read = allowed(&actor, Action::SubmissionRead, Resource::Submission { project: 1, agency, stage, works_on });
        let own = agency.is_some() && agencies[at] == agency;
        let no_story = matches!(stage, None | Some(Stage::Screen | Stage::Context | Stage::Provider));
        let expected = match role {
            Role::Supervisor => own,
            Role::Caseworker => own && (works_on || no_story),
            Role::Admin => agency.is_none(),
            _ => false,
        };
        prop_assert_eq!(read, expected, "{} {:?} {:?}", role, agency, stage);
    }

    #[test]
    fn whatever_an_admin_does_opens_no_content_and_no_key_of_an_agency(
        steps in prop::collection::vec((0..100_usize, 0..Action::ALL.len(), 0..Role::ALL.len(), 0..4_usize), 0..24),
    ) {
        let agencies = [None, Some("a1"), Some("a2"), Some("a3")];
        let mut world = World { controlled: vec![person(1, Role::Admin, None)], next_id: 1 };
        for (actor, action, role, agency) in steps {
            world.attempt(actor, Action::ALL[action], Role::ALL[role], agencies[agency]);
        }
        for actor in &world.controlled {
            for agency in agencies.into_iter().flatten() {
                for &action in Action::ALL.iter().filter(|action| is_content(**action)) {
                    for resource in resources_of(agency) {
                        prop_assert!(may(actor, action, resource).is_err(), "{:?} {}", actor, action);
                    }
                }
            }
            for &action in Action::ALL.iter().filter(|action| is_content(**action)) {
                prop_assert!(action == Action::SubmissionRead || may(actor, action, Resource::Platform).is_err());
            }
        }
    }
}

/// Anything that can be asked about, of one of three agencies, of a general project, or the installation.
fn any_resource() -> impl Strategy<Value = (usize, u8)> {
    (0_usize..16, 0_u8..3)
}

fn resource_of(which: usize, agency: &str) -> Resource<'_> {
    match which {
        12 => Resource::Platform,
        13 => Resource::Project {
            id: 9,
            agency: None,
        },
        14 => Resource::Person {
            role: Role::Admin,
            agency: None,
        },
        15 => Resource::Submission {
            project: 9,
            agency: None,
            stage: None,
            works_on: false,
        },
        which => resources_of(agency)[which],
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    /// A password alone never gives what the second factor does not, says so only to whom the role would allow it, and
    /// gives nothing of an agency.
    #[test]
    fn a_password_alone_reaches_general_projects_and_nothing_of_an_agency(
        role in prop::sample::select(Role::ALL),
        action in prop::sample::select(Action::ALL),
        home in prop::option::of(0_u8..3),
        (which, of) in any_resource(),
    ) {
        let (home, of) = (home.map(|n| format!("a{n}")), format!("a{of}"));
        let resource = resource_of(which, &of);
        let fully = person(1, role, home.as_deref());
        let by_password = Actor { signed_in: SignedIn::ByPassword, ..fully.clone() };
        match (may(&fully, action, resource), may(&by_password, action, resource)) {
            (Err(refused), same) => prop_assert_eq!(same, Err(refused)),
            (Ok(grant), Ok(same)) => {
                prop_assert_eq!(grant, same);
                let general = matches!(
                    resource,
                    Resource::Project { agency: None, .. } | Resource::Submission { agency: None, .. }
                );
                let finds = matches!(resource, Resource::Platform)
                    && [Action::ProjectRead, Action::ProjectCreate].contains(&action);
                prop_assert!(general || finds, "{} of {:?}", action, resource);
            }
            (Ok(_), refused) => prop_assert_eq!(refused, Err(Denied::SecondFactor)),
        }
    }
}
