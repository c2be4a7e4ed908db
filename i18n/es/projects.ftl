# Projects.

projects-title = Proyectos
projects-none = Aún no hay proyectos.
projects-none-hint = El primer proyecto de una organización se crea junto con ella. Hable con la administración de este servidor.
projects-not-confidential = No confidencial
projects-forms = { $n ->
    [one] { $n } formulario
   *[other] { $n } formularios
}
projects-phones = { $n ->
    [one] { $n } teléfono
   *[other] { $n } teléfonos
}
projects-add-title = Añadir un proyecto
projects-name = Nombre
projects-name-missing = Dé un nombre al proyecto.
projects-agency = Organización a la que pertenece
projects-agency-hint = Sin organización el proyecto no es confidencial: su contenido solo está protegido en el disco.
projects-agency-none = Ninguna (no confidencial)
projects-add = Añadir proyecto

# One
projects-one-title = Proyecto
projects-belongs = Pertenece a { $agency }. Los teléfonos cifran todo para esta organización.
projects-open-title = No confidencial.
projects-open-hint = Este proyecto no pertenece a ninguna organización. Su contenido solo está protegido en el disco: no recoja aquí nada sobre una persona.
projects-forms-title = Formularios
projects-forms-none = Aún no hay formularios.
projects-forms-none-upload = Suba uno abajo. Los teléfonos lo reciben cuando usted lo publica.
projects-forms-none-admin = La administración de este servidor sube los formularios.
projects-forms-caption = Formularios de este proyecto
projects-form = Formulario
projects-used-for = Se usa para
projects-version-phones = Versión en los teléfonos
projects-version = Versión
projects-state = Estado
projects-general = General
projects-version-none = Ninguna
projects-draft = Borrador
projects-stage-only = Este proyecto solo acepta formularios de un paso de la guía.
projects-add-form-title = Añadir un formulario
projects-upload = Subir como borrador
projects-upload-hint = Nada cambia en los teléfonos hasta que publique el borrador.
projects-takes-title = Qué formularios acepta
projects-takes = Solo formularios de un paso de la guía. Un formulario sin etapa se revisa menos: puede preguntar cualquier cosa.
projects-save = Guardar
