# Emergency stops.

stops-title = Emergency stops
stops-lead = What is stopped gets no forms, and nothing of it is opened or shown. What phones send is still taken, locked as it is, and opens once the stop is lifted.
stops-list = Stops
stops-none = Nothing is stopped.
stops-lifted = Lifted
stops-stopped = Stopped
stops-because = Because
stops-since = Since
stops-lift = Lift this stop
stops-new-title = Stop something now
stops-what = What
stops-reason = Reason
stops-reason-hint = Others read it. Name no person and no case.
stops-new = Stop it now

# What may be stopped
stops-agency = Everything of { $agency }
stops-form = Form { $form } in { $project }
stops-phone = Phone { $phone } in { $project }
stops-area = All phones of the area { $area }
stops-user = { $name }, who signs in
stops-wrong-what = Choose what to stop.
stops-wrong-reason = Write why.
stops-all = Everything, everywhere
