package example;

import org.ampplanner.workbench.Workbench;

class PlanOnce {
  public static void main(String[] arguments) {
    var job = Workbench.builtIn().open("amp-het-cluster");
    System.out.println(job.search().plans().get(0).iterationSeconds());
  }
}
