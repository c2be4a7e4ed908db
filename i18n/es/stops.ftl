# Emergency stops.

stops-title = Paradas de emergencia
stops-lead = Lo que se detiene no recibe formularios, y nada de ello se abre ni se muestra. Lo que envían los teléfonos se sigue recibiendo, cerrado como está, y se abre cuando se levanta la parada.
stops-list = Paradas
stops-none = No hay nada detenido.
stops-lifted = Levantada
stops-stopped = Detenido
stops-because = Porque
stops-since = Desde
stops-lift = Levantar esta parada
stops-new-title = Detener algo ahora
stops-what = Qué
stops-reason = Motivo
stops-reason-hint = Otros lo leen. No nombre a ninguna persona ni caso.
stops-new = Detener ahora

# What may be stopped
stops-agency = Todo lo de { $agency }
stops-form = Formulario { $form } en { $project }
stops-phone = Teléfono { $phone } en { $project }
stops-area = Todos los teléfonos de la zona { $area }
stops-user = { $name }, que entra aquí
stops-wrong-what = Elija qué detener.
stops-wrong-reason = Escriba por qué.
stops-all = Todo, en todas partes
