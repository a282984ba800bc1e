"""The public page: the square code of a dispenser opens what anybody may know, and takes complaints."""
