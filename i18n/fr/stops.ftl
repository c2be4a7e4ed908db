# Emergency stops.

stops-title = Arrêts d’urgence
stops-lead = Ce qui est arrêté ne reçoit plus de formulaires, et rien n’en est ouvert ni montré. Ce que les téléphones envoient est encore pris, verrouillé tel quel, et s’ouvre une fois l’arrêt levé.
stops-list = Arrêts
stops-none = Rien n’est arrêté.
stops-lifted = Levé
stops-stopped = Arrêté
stops-because = Parce que
stops-since = Depuis
stops-lift = Lever cet arrêt
stops-new-title = Arrêter quelque chose maintenant
stops-what = Quoi
stops-reason = Raison
stops-reason-hint = D’autres la lisent. Ne nommez ni personne ni dossier.
stops-new = Arrêter maintenant

# What may be stopped
stops-agency = Tout de { $agency }
stops-form = Formulaire { $form } dans { $project }
stops-phone = Téléphone { $phone } dans { $project }
stops-area = Tous les téléphones de la zone { $area }
stops-user = { $name }, qui se connecte
stops-wrong-what = Choisissez quoi arrêter.
stops-wrong-reason = Écrivez pourquoi.
stops-all = Tout, partout
