namespace RetailKlip.Trainer;

/// <summary>
/// A picture in one order of its colour channels, which makes it another class: a red pepper and a green one are two products.
/// </summary>
/// <param name="Recolouring">0 for the true colours.</param>
/// <param name="Class">Number of product and recolouring, without gaps.</param>
public sealed record TrainingSample(TrainingPicture Picture, int Recolouring, int Class)
{
    public static IReadOnlyList<TrainingSample> Of(ProductDataset dataset)
    {
        var classes = new Dictionary<(int Product, int Recolouring), int>();
        var samples = new List<TrainingSample>();
        foreach (var picture in dataset.Pictures)
        {
            for (var recolouring = 0; recolouring < picture.Recolourings; recolouring++)
            {
                var key = (picture.Product, recolouring);
                if (!classes.TryGetValue(key, out var number))
                    classes.Add(key, number = classes.Count);
                samples.Add(new(picture, recolouring, number));
            }
        }
        return samples;
    }
}
