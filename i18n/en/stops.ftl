# Emergency stops.
