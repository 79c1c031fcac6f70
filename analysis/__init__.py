"""What is asked of the latent space: chapters, and the functions that they call."""
