# submissions
