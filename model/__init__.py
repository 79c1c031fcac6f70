"""What is trained: encoder, decoder, autoencoder and variational autoencoder."""
