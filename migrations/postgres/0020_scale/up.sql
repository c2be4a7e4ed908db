-- Queues over years of referrals. What waits and what is being worked at are a small part of what an agency ever received: each has
-- an index of its own, in the order in which people read it. Queries name these conditions in these words, or the index is not used.
create index referrals_waiting on referrals (to_agency, urgency, sent_at, id, queue_id, state, decide_by)
    where state in ('held', 'sent', 'seen', 'info_requested');
create index referrals_worked on referrals (to_agency, urgency, sent_at, id)
    where state in ('accepted', 'in_progress');
-- What was taken back and its receiver has said nothing of, and what is without a place: of the last days.
create index referrals_recalled on referrals (to_agency, state, moved_at)
    where state = 'recalled' and attested_at is null;
create index referrals_unplaced on referrals (to_agency, state, moved_at)
    where state = 'unplaced';
create index consents_waiting on consents (agency_id, created_at, id)
    where state = 'proposed';
-- What alerts count every few seconds, and what retention looks for: over all agencies, by when it last moved.
create index referrals_late on referrals (to_agency, see_by)
    where state in ('sent', 'seen') and escalation > 0;
drop index referrals_by_state;
create index referrals_by_state on referrals (state, moved_at);
-- Nothing looks this way any more.
drop index referrals_in_queue;
