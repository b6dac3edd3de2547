using OpenCvSharp;

namespace RetailKlip.Trainer.Tests;

/// <summary>The Grocery Store Dataset's layout with a few drawn products, so that what reads it can be tested in seconds.</summary>
internal static class TinyGroceryStore
{
    public const int Seen = 8;
    private const int Unseen = 1;
    private const int TrainingPictures = 8;
    private const int TestPictures = 4;

    /// <param name="folder">Gets <c>dataset/</c> and <c>protocols/</c>.</param>
    public static void Write(string folder)
    {
        var dataset = Directory.CreateDirectory(Path.Combine(folder, "dataset")).FullName;
        var lists = new Dictionary<string, List<string>> { ["train"] = [], ["val"] = [], ["test"] = [] };
        var classes = new List<string>
        {
            "Class Name (str),Class ID (int),Coarse Class Name (str),Coarse Class ID (int),"
            + "Iconic Image Path (str),Product Description Path (str)",
        };
        for (var product = 0; product < Seen + Unseen; product++)
        {
            var name = Name(product);
            foreach (var (list, count) in new[] { ("train", TrainingPictures), ("val", 1), ("test", TestPictures) })
            {
                Directory.CreateDirectory(Path.Combine(dataset, list, name));
                for (var picture = 0; picture < count; picture++)
                {
                    var path = $"{list}/{name}/{name}_{picture:D3}.png";
                    using var mat = Draw(product, list == "test" ? 100 + picture : picture);
                    Cv2.ImWrite(Path.Combine(dataset, path), mat);
                    lists[list].Add($"{path}, {product}, 0");
                }
            }
            Directory.CreateDirectory(Path.Combine(dataset, "iconic"));
            using var studio = Draw(product, 50);
            Cv2.ImWrite(Path.Combine(dataset, "iconic", $"{name}.png"), studio);
            classes.Add($"{name},{product},Thing,0,/iconic/{name}.png,/none.txt");
        }
        foreach (var (list, lines) in lists)
            File.WriteAllLines(Path.Combine(dataset, $"{list}.txt"), lines);
        File.WriteAllLines(Path.Combine(dataset, "classes.csv"), classes);

        var protocols = Directory.CreateDirectory(Path.Combine(folder, "protocols")).FullName;
        File.WriteAllLines(Path.Combine(protocols, "unseen-products.txt"), [Name(Seen)]);
    }

    public static string Name(int product) => $"Product-{(char)('A' + product)}";

    private static Mat Draw(int product, int picture)
    {
        var random = new Random(1000 * product + picture);
        var mat = new Mat(56, 56, MatType.CV_8UC3, new Scalar(28 * product, 255 - 25 * product, 128));
        using var part = new Mat(mat, new Rect(4 + random.Next(16), 4 + random.Next(16), 24, 24 - product));
        part.SetTo(new Scalar(255 - 20 * product, 60 + random.Next(40), 30 * product));
        return mat;
    }
}
