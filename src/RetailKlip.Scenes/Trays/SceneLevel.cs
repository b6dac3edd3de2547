namespace RetailKlip.Scenes;

/// <summary>How crowded a tray is, after the three levels of the Retail Product Checkout benchmark.</summary>
public enum SceneLevel
{
    /// <summary>One to three items, apart from each other.</summary>
    Easy,

    /// <summary>Four to six items, most of them touching another.</summary>
    Medium,

    /// <summary>Seven to ten items that touch or lie over each other by up to 15 %, under light with hard shadows and gloss.</summary>
    Hard,
}
