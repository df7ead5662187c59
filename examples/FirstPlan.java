import java.nio.file.Path;
import org.ampplanner.workbench.Workbench;

class FirstPlan {
  public static void main(String[] home) {
    var job = Workbench.at(Path.of(home[0])).open("amp-het-cluster");
    System.out.println(job.search().plans().get(0).iterationSeconds());
    System.out.println(job.without("p3-1").search().plans().get(0).iterationSeconds());
  }
}
