namespace RetailKlip.Scenes;

/// <summary>Many pictures in a grid, so that a person can look at them.</summary>
public static class ContactSheet
{
    public static Picture Arrange(IReadOnlyList<Picture> pictures, int columns, int cellSide) => throw new NotImplementedException();
}
