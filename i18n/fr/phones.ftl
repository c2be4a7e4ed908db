# phones
