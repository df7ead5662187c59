package org.ampplanner.formats.export;

/** What starts the processes of a run. */
public enum Launcher {
  /** {@code torchrun} on every node, with static rendezvous. */
  TORCHRUN("torchrun"),
  /** {@code ssh} to every node from one place. */
  SSH("ssh"),
  /** {@code sbatch} and {@code srun}. */
  SLURM("slurm"),
  /** The training operator's PyTorchJob. */
  KUBERNETES("kubernetes"),
  /** Open MPI's {@code mpirun}. */
  MPIRUN("mpirun");

  private final String id;

  Launcher(String id) {
    this.id = id;
  }

  /** Returns the name on the command line. */
  public String id() {
    return id;
  }
}
