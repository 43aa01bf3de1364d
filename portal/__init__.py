"""The portal: floor and roof of Hanmadang."""
