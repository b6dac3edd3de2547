namespace RetailKlip.Trainer;

/// <summary>
/// The Grocery Store Dataset as published (Klasson et al., WACV 2019): lists of <c>path, fine id, coarse id</c> and
/// <c>classes.csv</c> with each product's name and studio picture.
/// </summary>
public static class GroceryStore
{
    /// <summary>
    /// The pictures that may be trained on: those of the lists and the studio pictures, less everything in <paramref name="unseen"/>.
    /// </summary>
    /// <param name="folder">Holds <c>dataset/</c>.</param>
    /// <param name="lists">File names such as <c>train.txt</c>.</param>
    /// <param name="studioCopies">How often each product's studio picture stands in the result; 0 leaves them out.</param>
    /// <exception cref="InvalidDataException">A line of a list is not of the published form; names the file and line.</exception>
    public static ProductDataset Read(string folder, IEnumerable<string> lists, int studioCopies, UnseenProducts unseen)
    {
        var images = Path.GetFullPath(Path.Combine(folder, "dataset"));
        var classes = ReadClasses(Path.Combine(images, "classes.csv"));
        var kept = classes.Where(entry => !unseen.Names.Contains(entry.Value.Name)).Select(entry => entry.Key).Order().ToList();
        var index = kept.Select((id, i) => (id, i)).ToDictionary(pair => pair.id, pair => pair.i);

        var pictures = new List<TrainingPicture>();
        foreach (var list in lists)
            foreach (var (path, id) in ReadList(Path.Combine(images, list)))
                if (index.TryGetValue(id, out var product))
                    pictures.Add(new(Path.Combine(images, path), product));
        foreach (var id in kept)
            for (var copy = 0; copy < studioCopies; copy++)
                pictures.Add(new(Path.Combine(images, classes[id].Studio), index[id]));

        pictures.RemoveAll(picture => unseen.Lists(picture.Path));
        var dataset = new ProductDataset([.. kept.Select(id => classes[id].Name)], pictures);
        unseen.EnsureAbsentFrom(dataset);
        return dataset;
    }

    private static Dictionary<int, (string Name, string Studio)> ReadClasses(string file)
    {
        var classes = new Dictionary<int, (string, string)>();
        foreach (var line in File.ReadLines(file).Skip(1).Where(line => line.Length > 0))
        {
            var cells = line.Split(',');
            if (cells.Length < 5 || !int.TryParse(cells[1], out var id))
                throw new InvalidDataException($"{file}: '{line}' is not 'name,id,coarse name,coarse id,studio picture,description'.");
            classes.Add(id, (cells[0], cells[4].TrimStart('/')));
        }
        return classes;
    }

    private static IEnumerable<(string Path, int Id)> ReadList(string file)
    {
        var number = 0;
        foreach (var line in File.ReadLines(file))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            var cells = line.Split(',');
            if (cells.Length != 3 || !int.TryParse(cells[1], out var id))
                throw new InvalidDataException($"{file}, line {number}: '{line}' is not 'path, fine id, coarse id'.");
            yield return (cells[0].Trim(), id);
        }
    }
}
