package org.ampplanner.bench;

import java.util.concurrent.TimeUnit;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.search.SearchOutcome;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The whole search by size of cluster, on two threads; {@link ScaleTable} prints it as a table. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
public class SearchBenchmark {

  /** Index of the case. */
  @Param({"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"})
  private int index;

  private CostInputs inputs;

  /** Makes the inputs. */
  @Setup
  public void makeInputs() {
    inputs = ScaleCase.ALL.get(index).inputs();
  }

  /** Searches. */
  @Benchmark
  public SearchOutcome search() {
    return ScaleCase.search(ScaleCase.predictive(inputs), 2);
  }
}
