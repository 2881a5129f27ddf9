"""The verbs on the record. They know the domain and the interfaces; SQL, HTTP and pages are floors above."""
