package org.ampplanner.formats.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ampplanner.formats.job.JobRequest;
import org.ampplanner.formats.job.JobRequest.Setting;
import org.ampplanner.formats.source.Fields;
import org.ampplanner.formats.source.Node;

/**
 * What a plan was asked for, kept in the plan under {@code source}: the job, the options over it,
 * and the assignments of {@code --set}, as the user wrote them.
 */
public final class PlanSource {
  /** The key in a plan. */
  public static final String KEY = "source";

  private PlanSource() {}

  /** Returns a request as a tree. */
  public static Map<String, Object> tree(JobRequest request) {
    Map<String, Object> options = new LinkedHashMap<>();
    List<String> set = new ArrayList<>();
    for (Setting setting : request.settings()) {
      if (setting.yaml()) {
        set.add(setting.key() + "=" + setting.value());
      } else {
        options.put(setting.key(), setting.value());
      }
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    request.job().ifPresent(job -> tree.put("job", job));
    tree.put("options", options);
    tree.put("set", set);
    return tree;
  }

  /** Reads a request; paths in it are relative to a folder. */
  public static Optional<JobRequest> read(Fields plan, Path folder) {
    Optional<Fields> source = plan.mapping(KEY, "what the plan was made for");
    return source.map(fields -> {
      List<Setting> settings = new ArrayList<>();
      fields
          .mapping("options", "options of a job")
          .ifPresent(options ->
              options
                  .keys()
                  .forEach(key ->
                      options
                          .text(key)
                          .ifPresent(value -> settings.add(Setting.option(key, value)))));
      for (Node item : fields.items("set")) {
        if (item instanceof Node.Scalar scalar) {
          settings.add(Setting.set(scalar.text()));
        }
      }
      Optional<String> job = fields.text("job");
      fields.end();
      return new JobRequest(job, settings, folder);
    });
  }
}
