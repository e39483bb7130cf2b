"""What the rules' repairs are made of: HubSpot's JSON, and changes of the workflow around it."""
