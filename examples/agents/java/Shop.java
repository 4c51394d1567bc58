/** A program for Pyroscope's Java agent to look at: busy with prices for as long as it is told. */
public class Shop {

  private static double prices(int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Math.sqrt(i) % 3;
    }
    return sum;
  }

  /** Takes how many seconds to run. */
  public static void main(String[] args) {
    long end = System.nanoTime() + Long.parseLong(args[0]) * 1_000_000_000;
    double sum = 0;
    while (System.nanoTime() < end) {
      sum += prices(10_000);
    }
    System.out.println(sum);
  }
}
