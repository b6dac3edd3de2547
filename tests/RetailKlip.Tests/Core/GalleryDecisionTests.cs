using RetailKlip.Core;

namespace RetailKlip.Tests.Core;

public sealed class GalleryDecisionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Product_goes_before_gallery_and_gallery_before_model()
    {
        var model = new DecisionPolicy(new DecisionThresholds(0.6f, 0.05f, 0.4f));
        var shelf = Samples.RandomGallery(1);
        var own = new Gallery(1, shelf.EncoderId, shelf.Dimension, shelf.Products, shelf.Entries, Samples.Decision);

        Assert.Same(model, model.For(shelf));
        var policy = model.For(own);
        Assert.Equal((new DecisionThresholds(0.9f, 0.2f, 0.5f), ThresholdSource.Product), policy.ThresholdsOf(Sku.Parse("sku-1")));
        Assert.Equal((new DecisionThresholds(0.8f, 0.1f, 0.5f), ThresholdSource.Gallery), policy.ThresholdsOf(Sku.Parse("sku-2")));
        Assert.Equal((new DecisionThresholds(0.6f, 0.05f, 0.4f), ThresholdSource.Model), model.ThresholdsOf(Sku.Parse("sku-1")));
        Assert.Equal(DecisionKind.Ambiguous, policy.KindOf(Sku.Parse("sku-1"), 0.85f, 0.3f));
        Assert.Equal(DecisionKind.Accepted, policy.KindOf(Sku.Parse("sku-2"), 0.85f, 0.3f));

        var sure = policy.Decide(own.Match(own.Entries.First(entry => entry.Sku == Sku.Parse("sku-1")).Embedding));
        Assert.Equal((ThresholdSource.Product, 0.9f), (sure.ThresholdsFrom, sure.Thresholds!.AcceptSimilarity));
        Assert.Contains("0.900", sure.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 0.7f, 0.66f, 0.64f, 0.6f }, 2)]
    [InlineData(new[] { 0.7f, 0.69f, 0.68f, 0.66f, 0.65f, 0.651f, 0.65f }, 6)]
    [InlineData(new[] { 0.7f, 0.1f }, 2)]
    [InlineData(new[] { 0.7f }, 1)]
    public void A_pick_list_reaches_down_by_the_calibrated_gap(float[] similarities, int length) =>
        Assert.Equal(length, new DecisionPolicy(Samples.Decision).PickListLength(similarities));

    [Fact]
    public void A_file_comes_back_as_it_was_written()
    {
        var file = _folder.File("decision.json");
        var outcomes = new TrialOutcomes([new(Sku.Parse("a"), Sku.Parse("a"), 0.9f, null, 0.5f, 1)], [new(Sku.Parse("b"), Sku.Parse("a"), 0.5f, null, 0.2f, null)]);
        var decision = ThresholdCalibration.Calibrate(Samples.Encoder, outcomes, new() { MissingFromPickList = 0.05 }, "two pictures");

        decision.Write(file);

        Assert.Equal(decision.ToJson(), GalleryDecision.Read(file).ToJson());
        Assert.Contains("\"heldOut\"", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "decision.json")]
    [InlineData("null", "null is no decision")]
    [InlineData("{}", "encoderId")]
    [InlineData("""{"encoderId":"AA"}""", "EncoderId")]
    [InlineData("""{"encoderId":"$","thresholds":{"acceptSimilarity":2,"acceptMargin":0,"unknownBelow":0},"products":[],"data":""}""", "acceptSimilarity is 2")]
    [InlineData("""{"encoderId":"$","thresholds":{"acceptSimilarity":0.5,"acceptMargin":0,"unknownBelow":0},"data":""}""", "products")]
    [InlineData("""{"encoderId":"$","thresholds":{"acceptSimilarity":0.5,"acceptMargin":0,"unknownBelow":0},"products":[],"data":"","pickListGap":3}""", "pickListGap is 3")]
    [InlineData("""{"encoderId":"$","thresholds":{"acceptSimilarity":0.5,"acceptMargin":0,"unknownBelow":0},"products":[{"sku":"a","acceptSimilarity":0.5,"acceptMargin":-1,"pictures":1,"wrong":0}],"data":""}""", "acceptMargin is -1")]
    public void What_is_no_decision_is_refused_in_one_line_that_names_file_and_fault(string json, string fault)
    {
        var file = _folder.File("decision.json");
        File.WriteAllText(file, json.Replace("$", Samples.Encoder.Value, StringComparison.Ordinal));

        var message = Assert.Throws<FormatException>(() => GalleryDecision.Read(file)).Message;

        Assert.StartsWith(file, message, StringComparison.Ordinal);
        Assert.Contains(fault, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    public void Dispose() => _folder.Dispose();
}
